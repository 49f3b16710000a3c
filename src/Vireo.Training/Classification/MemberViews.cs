using Vireo.Training.Bundles;
using Vireo.Vision.Augment;
using Vireo.Vision.Imaging;

namespace Vireo.Training.Classification;

/// <summary>What the members of an ensemble see of a picture, one view behind the other; members that prepare pictures
/// in the same way share a view.</summary>
internal sealed class MemberViews
{
    private readonly List<ImagePipeline> _views;
    private readonly int[] _starts;
    private readonly int[] _viewOf;

    /// <param name="ensemble">The members.</param>
    /// <param name="whole">Whether views show all of a square picture instead of its middle.</param>
    public MemberViews(ModelEnsemble ensemble, bool whole = false)
    {
        List<ImagePipeline> all = [.. ensemble.Members.Select(m => m.Description.Preprocessing)];
        if (whole) all = all.ConvertAll(p => p with { View = p.View with { ShorterSide = p.Size } });
        _views = [.. all.Distinct()];
        _viewOf = [.. all.Select(view => _views.IndexOf(view))];
        _starts = new int[_views.Count + 1];
        for (var i = 0; i < _views.Count; i++) _starts[i + 1] = _starts[i] + LengthOf(_views[i]);
    }

    /// <summary>Numbers of all views of a picture.</summary>
    public int Length => _starts[^1];

    /// <summary>Writes the views of a file, which is decoded once; only a JPEG so large that members want it at
    /// different scales is decoded at each, so that every member sees what it would see alone.</summary>
    /// <exception cref="BadDataException">It is no good image.</exception>
    public void Read(string path, Span<float> destination)
    {
        Dictionary<ImageSize, Image> decoded = [];
        var isOne = _views.TrueForAll(v => v.ShorterSideNeeded == _views[0].ShorterSideNeeded);
        for (var i = 0; i < _views.Count; i++)
        {
            var size = isOne ? default : ImageFile.ReadInfo(
                path, ImageReadOptions.Default with { ShorterSideNeeded = _views[i].ShorterSideNeeded }).Size;
            if (!decoded.TryGetValue(size, out var image)) decoded[size] = image = _views[i].Decode(path);
            _views[i].Write(image, destination[_starts[i].._starts[i + 1]]);
        }
    }

    /// <summary>Writes the views of a picture.</summary>
    public void Write(Image image, Span<float> destination)
    {
        for (var i = 0; i < _views.Count; i++) _views[i].Write(image, destination[_starts[i].._starts[i + 1]]);
    }

    /// <summary>What one member sees of several pictures, <c>[N, S, S, 3]</c>.</summary>
    /// <param name="member">Which one.</param>
    /// <param name="pictures">Views of the pictures, one picture behind the other.</param>
    /// <param name="count">N.</param>
    public ReadOnlySpan<float> Of(int member, ReadOnlySpan<float> pictures, int count)
    {
        if (_views.Count == 1) return pictures[..(count * Length)];
        var (view, length) = (_viewOf[member], LengthOf(_views[_viewOf[member]]));
        var result = new float[count * length];
        for (var i = 0; i < count; i++)
            pictures.Slice(i * Length + _starts[view], length).CopyTo(result.AsSpan(i * length));
        return result;
    }

    private static int LengthOf(ImagePipeline view) => 3 * view.Size * view.Size;
}
