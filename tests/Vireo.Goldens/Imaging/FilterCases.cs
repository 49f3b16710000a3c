using System.Text.Json;
using System.Text.RegularExpressions;
using Vireo.Goldens.Ops;
using Vireo.Vision.Imaging;
using Vireo.Vision.Imaging.Filters;

namespace Vireo.Goldens.Imaging;

/// <summary>Filters and morphology.</summary>
internal static partial class FilterCases
{
    /// <summary>Runs a case; false when it is none of these.</summary>
    public static bool Run(JsonElement item, OpCall call)
    {
        switch (call.Op)
        {
            case "gaussian_blur": Gaussian(item, call); break;
            case "median_blur" or "median": Median(item, call); break;
            case "box_filter" or "box_blur" or "blur": Box(item, call); break;
            case "bilateral": Bilateral(item, call); break;
            case "filter2d" or "filter": Filter(item, call); break;
            case "sobel" or "scharr" or "laplacian": Derivative(item, call); break;
            case "unsharp": Unsharp(item, call); break;
            default: return Morphology(item, call);
        }

        return true;
    }

    private static void Gaussian(JsonElement item, OpCall call)
    {
        var (width, height) = (call.Int("kernel_width", 0), call.Int("kernel_height", 0));
        var sigma = call.Number("sigma", call.Number("sigma_x", 0));
        var sigmaY = call.Number("sigma_y", 0);
        var border = ImagingParity.Border(call, "reflect101");
        if (GoldenPicture.IsFloat(item))
            GoldenPicture.Require(
                item, GoldenPicture.FloatPicture(item).GaussianBlur(width, height, sigma, sigmaY, border));
        else GoldenPicture.Require(
            item, GoldenPicture.Bytes(item).GaussianBlur(width, height, sigma, sigmaY, border));
    }

    private static void Median(JsonElement item, OpCall call)
    {
        var (size, border) = (call.Int("kernel", call.Int("ksize", 3)), ImagingParity.Border(call, "replicate"));
        ImagingParity.RequireBytes(item, image => image.MedianBlur(size, border));
    }

    private static void Box(JsonElement item, OpCall call)
    {
        var size = call.Ints("kernel") ?? call.Ints("ksize") ?? [3];
        var (width, height) = (call.Int("kernel_width", size[0]), call.Int("kernel_height", size[^1]));
        if (!call.Flag("normalize", true)) throw new MissingException($"{call.Op} without division");
        var border = ImagingParity.Border(call, "reflect101");
        if (GoldenPicture.IsFloat(item))
            GoldenPicture.Require(item, GoldenPicture.FloatPicture(item).BoxBlur(width, height, border));
        else GoldenPicture.Require(item, GoldenPicture.Bytes(item).BoxBlur(width, height, border));
    }

    private static void Bilateral(JsonElement item, OpCall call)
    {
        var (colour, space) = (call.Number("sigma_color", 1), call.Number("sigma_space", 1));
        var (diameter, border) = (call.Int("d", 0), ImagingParity.Border(call, "reflect101"));
        ImagingParity.RequireBytes(item, image => image.BilateralBlur(diameter, colour, space, border));
    }

    private static void Filter(JsonElement item, OpCall call)
    {
        var rows = item.GetProperty("args").GetProperty("kernel").GetArrayLength();
        var weights = Array.ConvertAll(call.Numbers("kernel") ?? [], w => (float)w);
        var kernel = new FilterKernel(weights.Length / rows, rows, weights);
        var border = ImagingParity.Border(call, "reflect101");
        if (GoldenPicture.IsFloat(item))
            GoldenPicture.Require(item, GoldenPicture.FloatPicture(item).Filter(kernel, border));
        else GoldenPicture.Require(item, GoldenPicture.Bytes(item).Filter(kernel, border));
    }

    private static void Derivative(JsonElement item, OpCall call)
    {
        var image = GoldenPicture.FloatPicture(item);
        var border = ImagingParity.Border(call, "reflect101");
        var (dx, dy) = (call.Int("dx", 0), call.Int("dy", 0));
        var size = call.Int("ksize", call.Op == "laplacian" ? 1 : 3);
        GoldenPicture.Require(item, call.Op switch
        {
            "laplacian" => image.Laplacian(size, border),
            "sobel" when size > 0 => image.Sobel(dx, dy, size, border),
            _ => image.Scharr(dx == 1, border),
        });
    }

    private static void Unsharp(JsonElement item, OpCall call)
    {
        var (size, sigma, amount) = (call.Int("kernel", 0), call.Number("sigma", 1), call.Number("amount", 1));
        ImagingParity.RequireBytes(item, image => image.UnsharpMask(size, sigma, amount));
    }

    private static bool Morphology(JsonElement item, OpCall call)
    {
        Func<Image, StructuringElement, int, Image>? operation = call.Op switch
        {
            "erode" => (image, element, times) => image.Erode(element, times),
            "dilate" => (image, element, times) => image.Dilate(element, times),
            "open" => (image, element, times) => image.MorphologicalOpen(element, times),
            "close" => (image, element, times) => image.MorphologicalClose(element, times),
            "gradient" or "morph_gradient" => (image, element, times) => image.MorphologicalGradient(element, times),
            "tophat" or "top_hat" => (image, element, times) => image.TopHat(element, times),
            "blackhat" or "black_hat" => (image, element, times) => image.BlackHat(element, times),
            _ => null,
        };
        if (operation is null) return false;
        if (call.Text("border", "ignored outside") != "ignored outside")
        {
            throw new MissingException($"{call.Op} with a border");
        }

        var (element, times) = (Element(item, call), call.Int("iterations", 1));
        ImagingParity.RequireBytes(item, image => operation(image, element, times));
        return true;
    }

    private static StructuringElement Element(JsonElement item, OpCall call)
    {
        var kernel = item.GetProperty("args").GetProperty("kernel");
        if (kernel.ValueKind == JsonValueKind.Array)
        {
            bool[] cells = [.. (call.Numbers("kernel") ?? []).Select(v => v != 0)];
            return new(cells.Length / kernel.GetArrayLength(), kernel.GetArrayLength(), cells);
        }

        var words = Words().Match(call.Text("kernel", ""));
        if (!words.Success) throw new MissingException($"an element of {kernel}");
        var (rows, columns) = (int.Parse(words.Groups[1].Value), int.Parse(words.Groups[2].Value));
        return words.Groups[3].Value switch
        {
            "ellipse" => StructuringElement.Ellipse(columns, rows),
            "cross" => StructuringElement.Cross(columns, rows),
            _ => StructuringElement.Rectangle(columns, rows),
        };
    }

    [GeneratedRegex("^([0-9]+)x([0-9]+) (?:of )?(ones|ellipse|cross)$")]
    private static partial Regex Words();
}
