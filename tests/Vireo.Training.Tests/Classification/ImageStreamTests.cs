using Vireo.Testing;
using Vireo.Training.Bundles;
using Vireo.Training.Classification;
using Vireo.Vision.Imaging;

namespace Vireo.Training.Tests.Classification;

/// <summary>Many files through one predictor.</summary>
public sealed class ImageStreamTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Answers_come_in_order_and_a_bad_file_stops_nobody()
    {
        using var predictor = Loaded(batch: 4);
        List<string> paths = [.. Enumerable.Range(0, 11).Select(File)];
        paths.Insert(5, _folder.Add("bad.png", "no picture"));
        paths.Insert(9, _folder["missing.png"]);

        var outcomes = predictor.PredictEach(paths).ToList();
        Assert.Equal(paths, outcomes.Select(o => o.Path));
        Assert.Equal([5, 9], outcomes.Index().Where(o => o.Item.Failure is not null).Select(o => o.Index));
        Assert.All(outcomes.Where(o => o.Failure is not null),
            o => Assert.Contains(o.Path, o.Failure!.Message, StringComparison.Ordinal));
        foreach (var (path, line, failure) in outcomes.Where(o => o.Failure is null))
        {
            var alone = predictor.Predict(path);
            Assert.Equal(alone.Predicted, line!.Predicted);
            Assert.Equal(alone.Probability, line.Probability, 1e-5);
        }
    }

    [Fact]
    public void A_few_files_are_answered_as_single_calls_to_the_bit()
    {
        using var predictor = Loaded(batch: 8);
        var paths = Enumerable.Range(0, 4).Select(File).ToList();
        Assert.Equal(
            paths.Select(p => predictor.Predict(p).Probability),
            predictor.PredictEach(paths).Select(o => o.Line!.Probability));
    }

    [Fact]
    public void Files_are_asked_for_a_few_batches_ahead_and_no_further()
    {
        using var predictor = Loaded(batch: 2);
        var (path, asked) = (File(0), 0);
        IEnumerable<string> Endless()
        {
            for (; ; asked++) yield return path;
        }

        Assert.Equal(5, predictor.PredictEach(Endless()).Take(5).Count());
        Assert.InRange(asked, 5, 12);
    }

    [Fact]
    public void It_can_be_stopped()
    {
        using var predictor = Loaded(batch: 2);
        using var source = new CancellationTokenSource();
        var path = File(0);
        var answers = predictor.PredictEach(Enumerable.Repeat(path, 100), cancellation: source.Token).GetEnumerator();
        Assert.True(answers.MoveNext());
        source.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => { while (answers.MoveNext()) { } });
    }

    [Fact]
    public void A_jpeg_that_members_want_at_different_scales_is_seen_by_each_as_alone()
    {
        var (small, large) = (Model(32), Model(96)); // decoded to 64 and to 192 pixels at least
        System.IO.File.WriteAllBytes(_folder["large.jpg"], ImageFile.EncodeJpeg(Picture(1, 640, 520)));
        using var first = new Predictor(small);
        using var second = new Predictor(large);
        using var both = new Predictor(new ModelEnsemble([small, large]));
        float[] Of(Predictor predictor) =>
            [.. predictor.Predict(_folder["large.jpg"], 3).Top.OrderBy(t => t.Class).Select(t => t.Probability)];
        Assert.Equal(Of(first).Zip(Of(second), (p, q) => (float)(0.5 * p + 0.5 * q)), Of(both));
    }

    private string File(int i) => _folder.Add($"{i}.png", ImageFile.EncodePng(Picture((ulong)i, 40 + i, 50)));

    private static ModelBundle Model(int size) => LivelyModel.Create(size, "a", "b", "c");

    private static Predictor Loaded(int batch) => new(Model(32).With(d => d with { BatchSize = batch }));

    private static Image Picture(ulong seed, int width, int height) => LivelyModel.Picture(seed, width, height);
}
