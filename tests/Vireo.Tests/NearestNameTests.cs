namespace Vireo.Tests;

public class NearestNameTests
{
    [Theory]
    [InlineData("kitten", "sitting", 3)]
    [InlineData("", "abc", 3)]
    [InlineData("abc", "abc", 0)]
    [InlineData("epohcs", "epochs", 1)]
    public void Distances_are_the_textbook_ones(string a, string b, int expected)
    {
        Assert.Equal(expected, NearestName.Distance(a, b));
        Assert.Equal(expected, NearestName.Distance(b, a));
    }

    [Fact]
    public void The_nearest_candidate_is_found_and_a_far_one_is_not()
    {
        string[] models = ["resnet18", "resnet50", "mobilenet_v3_small"];

        Assert.Equal("resnet18", NearestName.Find("Resnet-18", models));
        Assert.Equal("mobilenet_v3_small", NearestName.Find("mobilenetv3small", models));
        Assert.Null(NearestName.Find("vit_base", models));
        Assert.Equal(" Did you mean 'resnet50'?", NearestName.Hint("resnet5", models));
        Assert.Equal("", NearestName.Hint("yolo", models));
    }
}
