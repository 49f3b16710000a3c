using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using System.Text.Unicode;
using Vireo.Training.Runs;

namespace Vireo.Cli;

/// <summary>What <c>--json</c> prints, by generated code.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(DoctorLine))]
[JsonSerializable(typeof(IReadOnlyList<ModelLine>))]
[JsonSerializable(typeof(SampleLine))]
[JsonSerializable(typeof(EpochLine))]
[JsonSerializable(typeof(TrainLine))]
[JsonSerializable(typeof(EvalLine))]
[JsonSerializable(typeof(PredictLine))]
[JsonSerializable(typeof(TiledLine))]
[JsonSerializable(typeof(InfoLine))]
[JsonSerializable(typeof(ProfileLine))]
[JsonSerializable(typeof(WeightsLine))]
[JsonSerializable(typeof(ConvertLine))]
[JsonSerializable(typeof(ExportLine))]
[JsonSerializable(typeof(VerifyLine))]
[JsonSerializable(typeof(PruneLine))]
[JsonSerializable(typeof(CompressLine))]
[JsonSerializable(typeof(DataConvertLine))]
[JsonSerializable(typeof(DataStatsLine))]
[JsonSerializable(typeof(DataSplitsLine))]
[JsonSerializable(typeof(PreviewLine))]
internal sealed partial class CliJson : JsonSerializerContext
{
    private static readonly CliJson Readable = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),
    });

    /// <summary>Prints one object on one line.</summary>
    public static void Print<T>(T value, Func<CliJson, JsonTypeInfo<T>> type) =>
        Console.WriteLine(JsonSerializer.Serialize(value, type(Readable)));
}

/// <summary>An optional library.</summary>
internal sealed record LibraryLine(
    string Name, bool Found, string? Version, string? File, string? Reason, string Brings, string? Install);

/// <summary>What <c>doctor</c> found.</summary>
internal sealed record DoctorLine(
    string Version, string System, string Runtime, string Architecture, int Cores, int Threads, int VectorBits,
    long MemoryBytes, string Precision, string PrecisionReason, IReadOnlyList<LibraryLine> Libraries);

/// <summary>A model of the zoo.</summary>
internal sealed record ModelLine(string Name, long Parameters, long Macs, int InputSize, string Paper);

/// <summary>A sample that was written.</summary>
internal sealed record SampleLine(string Output, int Images, IReadOnlyList<string> Classes);

/// <summary>An epoch that is done.</summary>
internal sealed record EpochLine(
    int Epoch, int Epochs, double TrainLoss, double TrainTop1, double ValLoss, double ValTop1, double ValTop5,
    double Lr, double Seconds, double DataWait);

/// <summary>A training that is done.</summary>
internal sealed record TrainLine(int BestEpoch, double ValTop1, double ValTop5, string Run, string Report);

/// <summary>How well one class is recognised.</summary>
internal sealed record ClassLine(string Class, double Precision, double Recall, double F1, long Support);

/// <summary>How well a model does.</summary>
internal sealed record EvalLine(long Samples, double Top1, double Top5, IReadOnlyList<ClassLine> PerClass);

/// <summary>What an image shows, or why it cannot be read.</summary>
internal sealed record PredictLine(string Path, IReadOnlyList<ClassProbability>? Top, string? Error);

/// <summary>A rectangle of pixels.</summary>
internal sealed record PlaceLine(int X, int Y, int Width, int Height);

/// <summary>How far a large image shows a class, and where most.</summary>
internal sealed record TiledClassLine(string Class, float Probability, float Mean, PlaceLine Place);

/// <summary>What a tile shows.</summary>
internal sealed record TileLine(PlaceLine Place, IReadOnlyList<ClassProbability> Top);

/// <summary>What a large image shows, or why it cannot be read.</summary>
internal sealed record TiledLine(
    string Path, int? Width, int? Height, int Tile, int? Overlap, IReadOnlyList<TiledClassLine>? Top, string? Standout,
    string? Map, IReadOnlyList<TileLine>? Tiles, string? Error);

/// <summary>A tensor of a weight file.</summary>
internal sealed record WeightLine(string Name, IReadOnlyList<int> Shape, string Dtype, long Bytes);

/// <summary>What a weight file holds.</summary>
internal sealed record WeightsLine(
    string File, string Format, int Count, long Elements, long Bytes, IReadOnlyList<WeightLine> Tensors,
    IReadOnlyDictionary<string, string> Metadata);

/// <summary>A weight file that was written.</summary>
internal sealed record ConvertLine(string File, int Tensors, long Bytes);

/// <summary>A model that was exported.</summary>
internal sealed record ExportLine(
    string File, string Form, string Model, int Classes, int ImageSize, int? Opset, long Bytes);

/// <summary>How far one way of computing is from the trainer's graph.</summary>
internal sealed record AgreementLine(string Way, double Largest, double Mean, int OtherLabels, string Worst);

/// <summary>Whether a model answers the same in every way it can be run.</summary>
internal sealed record VerifyLine(
    bool Agrees, int Images, int Unreadable, IReadOnlyList<AgreementLine> Ways, string? Missing);

/// <summary>Layers that have the same channels, and how many of them stay.</summary>
internal sealed record PrunedLine(IReadOnlyList<string> Layers, int Before, int After);

/// <summary>What was taken out of a model.</summary>
internal sealed record PruneLine(
    string Run, long MacsBefore, long MacsAfter, long ParametersBefore, long ParametersAfter,
    IReadOnlyList<PrunedLine> Groups);

/// <summary>A step of compression; differences in points of top-1, times in milliseconds.</summary>
internal sealed record CompressRowLine(
    string Step, long FileBytes, long WeightBytes, long Macs, long Parameters, int? Int8Layers, double P50Ms,
    double P95Ms, double ImagesPerS, double Top1, double Points, double PointsLow, double PointsHigh, string Verdict);

/// <summary>A layer, and what it does to the answers when it alone is in eight bits.</summary>
internal sealed record SensitivityLine(string Layer, double Divergence, int OtherLabels);

/// <summary>What a compression tried, measured and wrote.</summary>
internal sealed record CompressLine(
    string Model, double BudgetPoints, int Images, int CalibrationImages, int Threads, string Written, string File,
    string Page, IReadOnlyList<CompressRowLine> Steps, IReadOnlyList<SensitivityLine> Sensitivity,
    IReadOnlyList<string> Notes);

/// <summary>Memory of a training step in bytes.</summary>
internal sealed record MemoryLine(
    long Parameters, long Buffers, long Optimizer, long Average, long Input, long Arena);

/// <summary>Memory of a process at its peak in bytes.</summary>
internal sealed record ProcessLine(long PeakBytes, long Program, long State, long Plans, long Batches);

/// <summary>How long a run takes.</summary>
internal sealed record TimeLine(
    double BatchSeconds, double DataWait, int BatchesPerEpoch, double ValidationSeconds, double SaveSeconds,
    double SetupSeconds, int Epochs, double TotalSeconds);

/// <summary>What a model costs.</summary>
internal sealed record InfoLine(
    string Model, int Classes, IReadOnlyList<int> InputSize, long Parameters, long Buffers, long Macs, int BatchSize,
    long PeakBytes, MemoryLine Memory, ProcessLine Training, ProcessLine Inference, TimeLine? Time);

/// <summary>What several executions took together.</summary>
internal sealed record ProfileRowLine(
    string Name, string Phase, int Calls, double Ms, double Share, long Macs, long Bytes, double? GflopPerS,
    double? GbPerS);

/// <summary>One execution of a kernel.</summary>
internal sealed record ProfileSpanLine(
    string Op, string Phase, string? Place, string? Kernel, string? Shapes, double StartMs, double Ms, long Macs,
    long Bytes);

/// <summary>What a training step spends its time on; the lists are of the fastest step.</summary>
internal sealed record ProfileLine(
    string Model, int Classes, int Images, int ImageSize, int Threads, IReadOnlyList<double> StepsMs, double StepMs,
    double ImagesPerS, double Measured, IReadOnlyList<ProfileRowLine> Phases, IReadOnlyList<ProfileRowLine> Ops,
    IReadOnlyList<ProfileSpanLine> Kernels);

/// <summary>A view on a contact sheet.</summary>
internal sealed record PreviewDrawLine(int Epoch, int Width, int Height, int Objects);

/// <summary>A sample on a contact sheet.</summary>
internal sealed record PreviewRowLine(
    string Sample, int Width, int Height, int Objects, IReadOnlyList<PreviewDrawLine> Draws);

/// <summary>A contact sheet that was written.</summary>
internal sealed record PreviewLine(
    string Output, int Width, int Height, ulong Seed, string Pipeline, IReadOnlyList<PreviewRowLine> Rows);
