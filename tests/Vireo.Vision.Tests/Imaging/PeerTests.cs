using Vireo.Vision.Imaging;
using Vireo.Vision.Imaging.Colour;
using Vireo.Vision.Imaging.Filters;
using Vireo.Vision.Imaging.Geometry;
using Vireo.Vision.Imaging.Tone;

namespace Vireo.Vision.Tests.Imaging;

/// <summary>Whole results against hashes of the peers' bytes. The picture is noise of 37x29 pixels under the key
/// "noise" (RGB order; grey for those that want one channel); the hashes are FNV-1a of 32 bits over what OpenCV 4.6.0
/// and Pillow 9.4.0 returned.</summary>
public sealed class PeerTests
{
    private static readonly Affine2D s_affine = new(0.93, 0.21, -1.5, -0.17, 1.08, 2.25);

    private static readonly Perspective2D s_perspective = new(1.1, 0.1, -2, 0.05, 0.95, 1, 0.004, -0.003);

    private static readonly StructuringElement s_element = new(
        4, 3, false, true, false, false, true, true, true, false, false, true, true, true);

    private static readonly Dictionary<string, (uint Hash, bool Grey, Func<Image, Image> Operation)> s_cases = new()
    {
        ["warpAffine linear reflect101"] =
            (0x243736DC, false, x => Moved(x, Interpolation.Bilinear, PadMode.Reflect)),
        ["warpAffine nearest constant"] =
            (0x27A088A1, false, x => Moved(x, Interpolation.Nearest, PadMode.Constant)),
        ["warpAffine cubic wrap"] = (0xA32E558B, false, x => Moved(x, Interpolation.Bicubic, PadMode.Wrap)),
        ["warpAffine lanczos4 replicate"] =
            (0xC49B90B8, false, x => Moved(x, Interpolation.Lanczos, PadMode.Replicate)),
        ["warpPerspective linear reflect"] =
            (0x68E0AE68, false, x => x.Warp(s_perspective, new(41, 33), new() { Border = PadMode.Symmetric })),
        ["GaussianBlur 7x5 1.3"] = (0x6CAC2498, false, x => x.GaussianBlur(7, 5, 1.3, border: PadMode.Replicate)),
        ["GaussianBlur 2.1"] = (0x6C1058FD, false, x => x.GaussianBlur(2.1)),
        ["blur 5x4"] = (0xC5193558, false, x => x.BoxBlur(5, 4)),
        ["blur 21x17"] = (0xCD90B622, false, x => x.BoxBlur(21, 17)),
        ["medianBlur 3"] = (0x07E35BAA, false, x => x.MedianBlur(3)),
        ["medianBlur 9"] = (0xBEA76F17, false, x => x.MedianBlur(9)),
        ["erode"] = (0x741F01B2, false, x => x.Erode(s_element)),
        ["dilate"] = (0xB71829DD, false, x => x.Dilate(s_element)),
        ["open"] = (0x423F0223, false, x => x.MorphologicalOpen(s_element)),
        ["top hat"] = (0x1F48F2B3, false, x => x.TopHat(s_element)),
        ["black hat"] = (0xA15F507C, false, x => x.BlackHat(s_element)),
        ["gradient"] = (0xA109D83E, false, x => x.MorphologicalGradient(s_element)),
        ["HSV"] = (0xDE5FDE65, false, x => x.ToColourSpace(ColourSpace.Hsv)),
        ["YCrCb"] = (0x4E6713B6, false, x => x.ToColourSpace(ColourSpace.YCrCb)),
        ["YUV"] = (0x87AD4C8C, false, x => x.ToColourSpace(ColourSpace.Yuv)),
        ["XYZ"] = (0xA7A46FC6, false, x => x.ToColourSpace(ColourSpace.Xyz)),
        ["Lab"] = (0x0287383D, false, x => x.ToColourSpace(ColourSpace.Lab)),
        ["from YCrCb"] = (0xB3898F89, false, x => x.FromColourSpace(ColourSpace.YCrCb)),
        ["CLAHE 3 4x3"] = (0x9D288D40, true, x => x.EqualizeLocally(3, 4, 3)),
        ["adaptive mean"] = (0x206E7501, true, x => x.AdaptiveThreshold(7, 2.5)),
        ["adaptive Gaussian"] = (0x52FB2BCD, true, x => x.AdaptiveThreshold(7, 2.5, gaussian: true)),
        ["autocontrast 3"] = (0x8C3699AF, false, x => x.AutoContrast(3)),
        ["equalize"] = (0x3A44FD20, false, x => x.Equalize()),
        ["Brightness 1.37"] = (0x7F078519, false, x => x.AdjustBrightness(1.37f)),
        ["Contrast 0.41"] = (0x857BFD63, false, x => x.AdjustContrast(0.41f)),
        ["Color 2.3"] = (0xBDF3CF2B, false, x => x.AdjustSaturation(2.3f)),
        ["Sharpness 1.7"] = (0x63B02927, false, x => x.AdjustSharpness(1.7f)),
    };

    public static TheoryData<string> Names => [.. s_cases.Keys];

    [Theory, MemberData(nameof(Names))]
    public void Every_byte_is_the_peers(string name)
    {
        var (hash, grey, operation) = s_cases[name];
        var image = Golden.Noise(37, 29, grey ? 1 : 3);
        var before = Hash(image);

        Assert.Equal(hash, Hash(operation(image)));
        Assert.Equal(before, Hash(image));
    }

    private static Image Moved(Image image, Interpolation interpolation, PadMode border) =>
        image.Warp(s_affine, new(41, 33), new()
        {
            Interpolation = interpolation, Border = border, Fill = new(10, 20, 30),
        });

    private static uint Hash(Image image)
    {
        var hash = 2166136261u;
        foreach (var value in image.Pixels) hash = unchecked((hash ^ value) * 16777619u);
        return hash;
    }
}
