using System.Text;
using Vireo.Training.Report;
using Vireo.Vision.Datasets;

namespace Vireo.Training.Look;

/// <summary>Some pictures of each class, evenly taken from all of it.</summary>
internal sealed class LookGalleries
{
    private readonly LookData _data;
    private readonly LookPictures _pictures;
    private readonly List<(string Name, int Images, List<Sample> Shown)> _groups = [];
    private readonly int _more;

    /// <summary>Chooses the pictures.</summary>
    public LookGalleries(LookData data, LookPictures pictures)
    {
        (_data, _pictures) = (data, pictures);
        var groups = Groups(data.Dataset);
        _more = Math.Max(0, groups.Count - data.MostClasses);
        foreach (var (name, samples) in groups.Take(data.MostClasses))
        {
            var count = Math.Min(data.PerClass, samples.Count);
            var spread = Enumerable.Range(0, count).Select(i => samples[(int)((long)i * samples.Count / count)]);
            _groups.Add((name, samples.Count, [.. spread.Where(sample => pictures.Ask(sample.Path))]));
        }
    }

    public void Append(StringBuilder html)
    {
        foreach (var (name, images, shown) in _groups)
        {
            html.Append($"<section class=\"card\"><h2>{Html.Escape(name)}</h2>\n")
                .Append($"<p class=\"quiet\">{shown.Count} of {images} images</p>\n<div class=\"gallery look\">\n");
            foreach (var sample in shown)
                LookFigure.Append(html, _data, _pictures, sample.Path, Caption(sample));
            html.Append("</div></section>\n");
        }

        if (_more > 0) html.Append($"<p class=\"quiet\">{_more} classes more are not shown.</p>\n");
    }

    // By class, or else by who it shows, or else by part of the data set.
    private static List<(string Name, List<Sample> Samples)> Groups(Dataset dataset)
    {
        var byClass = new List<Sample>[dataset.Classes.Count];
        for (var label = 0; label < byClass.Length; label++) byClass[label] = [];
        foreach (var sample in dataset.Samples)
            foreach (var label in sample.Classes.Concat(sample.Objects.Select(target => target.Class)).Distinct())
                if (label >= 0 && label < byClass.Length) byClass[label].Add(sample);

        if (byClass.Any(samples => samples.Count > 0))
            return [.. dataset.Classes.Zip(byClass).Where(pair => pair.Second.Count > 0)];
        var identities = dataset.Samples.Any(sample => sample.Identity is not null);
        return
        [
            .. dataset.Samples.GroupBy(sample => identities ? sample.Identity ?? "no identity" : sample.Split)
                .Select(group => (group.Key.Length > 0 ? group.Key : "Images", group.ToList())),
        ];
    }

    private string Caption(Sample sample)
    {
        var parts = new List<string>();
        if (sample.Split.Length > 0) parts.Add(sample.Split);
        if (sample.Text is { } text) parts.Add(text);
        if (sample.Classes.Count > 1)
            parts.Add(string.Join(", ", sample.Classes.Select(label => _data.Dataset.Classes[label])));
        var objects = sample.Objects.Count;
        if (objects > 0) parts.Add(objects > 1 ? $"{objects} objects" : "1 object");
        return string.Join(" · ", parts);
    }
}
