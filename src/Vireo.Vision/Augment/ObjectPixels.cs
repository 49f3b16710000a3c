using Vireo.Vision.Datasets.Targets;
using Vireo.Vision.Imaging;
using Vireo.Vision.Imaging.Geometry;
using Vireo.Vision.Imaging.Tone;

namespace Vireo.Vision.Augment;

/// <summary>Finds an object's own pixels inside its box.</summary>
internal static class ObjectPixels
{
    private const int LeastSide = 4;
    private const double LeastShare = 0.02;
    private const double LeastContrast = 16;
    private const double LeastPart = 0.1;

    /// <summary>Corners of the object's pixels at both ends of each row; null where a threshold tells nothing
    /// apart.</summary>
    public static List<(double X, double Y)>? Find(Image image, Box box)
    {
        var (left, top) = ((int)Math.Floor(box.X1), (int)Math.Floor(box.Y1));
        var (width, height) = ((int)Math.Ceiling(box.X2) - left, (int)Math.Ceiling(box.Y2) - top);
        if (width < LeastSide || height < LeastSide)
            return null;

        var grey = image.Crop(new(left, top, width, height)).WithChannels(1);
        if (Separate(grey) is not { } mask)
            return null;

        var components = ConnectedComponents.Of(mask);
        var least = LeastPart * components.Parts.Max(part => part.Area);
        List<(double X, double Y)> points = [];
        for (var y = 0; y < height; y++)
        {
            var row = components.Labels.Slice(y * width, width);
            var (first, last) = (-1, -1);
            for (var x = 0; x < width; x++)
                if (row[x] > 0 && components.Parts[row[x] - 1].Area >= least)
                    (first, last) = (first < 0 ? x : first, x);
            if (first < 0)
                continue;
            double from = left + first, to = left + last + 1, above = top + y;
            points.AddRange([(from, above), (to, above), (from, above + 1), (to, above + 1)]);
        }

        return points;
    }

    // What prevails along the border is background, be it the light side of the threshold or the dark one.
    private static Image? Separate(Image grey)
    {
        var threshold = grey.OtsuThreshold();
        var pixels = grey.Pixels;
        var (light, border, lightBorder) = (0, 0, 0);
        double sumLight = 0, sumDark = 0;
        for (var i = 0; i < pixels.Length; i++)
        {
            var (x, y, above) = (i % grey.Width, i / grey.Width, pixels[i] > threshold);
            (light, sumLight) = above ? (light + 1, sumLight + pixels[i]) : (light, sumLight);
            sumDark += above ? 0 : pixels[i];
            if (x > 0 && y > 0 && x < grey.Width - 1 && y < grey.Height - 1)
                continue;
            (border, lightBorder) = (border + 1, lightBorder + (above ? 1 : 0));
        }

        var share = (double)light / pixels.Length;
        if (share is < LeastShare or > 1 - LeastShare
            || sumLight / light - sumDark / (pixels.Length - light) < LeastContrast)
            return null;

        var wanted = 2 * lightBorder < border;
        var mask = new byte[pixels.Length];
        for (var i = 0; i < mask.Length; i++)
            mask[i] = pixels[i] > threshold == wanted ? (byte)1 : (byte)0;

        return new(grey.Width, grey.Height, 1, mask);
    }
}
