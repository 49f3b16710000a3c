using System.Text;
using System.Text.Json;
using Vireo.Goldens.Ops;
using Vireo.Graph;
using Vireo.Kernels;
using Vireo.Layers;
using Vireo.OpCases;
using Vireo.Ops;
using Vireo.Ops.Onnx;
using Vireo.Testing;

namespace Vireo.Goldens.Tests;

/// <summary>Makes <c>docs/operators.md</c> from the registry of ops, the kernels that are offered, the ONNX forms and
/// the golden files.</summary>
internal static class OperatorTable
{
    /// <summary>The place of the column that needs oneDNN, counted from the name of the op.</summary>
    public const int OneDnnColumn = 3;

    private const string Intro =
        """
        # Operators

        Made from the code by a test (`VIREO_APPROVE=1` writes it anew); do not edit.

        - **Gradient**: "by nature none" where the derivative is zero wherever there is one, or the operands are no real numbers. Every
          "yes" is compared with central differences in float64.
        - **Managed kernel**, **oneDNN kernel**: offered in float32 for all operands that the op is tried on, or for some of them. Every
          kernel is compared with the op's reference loop, which is what runs where none is offered. "tiles": elementwise, joined with its
          neighbours and run over cache-sized tiles, vectorised, or "scalar" element by element. "view": costs nothing, the memory is shared.
        - **ONNX form**: the operators (set 17) that the op is written as. Every form is run in ONNX Runtime and compared with the reference loop.
        - **Golden**: number of cases of an independent library, of those in `tests/goldens/ops`, whose value or gradient goes through the op.

        | Op | Gradient | Managed kernel | oneDNN kernel | ONNX form | Golden |
        |---|---|---|---|---|--:|
        """;

    /// <summary>One line per op: its cells.</summary>
    public static List<string[]> Rows()
    {
        var golden = GoldenCases();
        return
        [
            .. from type in Registry.Ops
               let cases = Registry.Cases.Where(c => c.Op.GetType() == type).ToArray()
               orderby type.Name
               select (string[])
               [
                   type.Name, Gradient(cases), Managed(cases), Offer(cases, Backend.OneDnn),
                   Onnx(cases), $"{golden.GetValueOrDefault(type)}",
               ],
        ];
    }

    /// <summary>The page.</summary>
    public static string Page(IEnumerable<string[]> rows)
    {
        var page = new StringBuilder(Intro.ReplaceLineEndings("\n")).Append('\n');
        foreach (var cells in rows) page.Append($"| {string.Join(" | ", cells)} |\n");
        page.Append("\n## Composed of them\n\nGradient, kernels and ONNX form come with the parts.\n\n");
        page.Append($"- Functions: {List(Composed("Vireo.Ops", "Op"))}.\n");
        page.Append($"- Losses: {List(Composed("Vireo.Losses", "Loss"))}.\n");
        var layers = typeof(Module).Assembly.GetExportedTypes().Where(t => t.IsSubclassOf(typeof(Module)));
        page.Append($"- Layers: {List(layers.Select(t => t.Name))}.\n");
        return page.ToString();
    }

    private static string Gradient(OpCase[] cases) => cases.Any(HasGradient) ? "yes" : "by nature none";

    private static bool HasGradient(OpCase test)
    {
        var node = Tensor.Apply(test.Op, Placeholders(test));
        var seeds = node.Outputs.Select(y => y.DType.IsFloat ? Tensor.Full(1, y.Shape, y.DType) : null).ToArray();
        return seeds.Any(s => s is not null) && test.Op.Gradient(node, seeds).Any(g => g is not null);
    }

    private static string Managed(OpCase[] cases)
    {
        if (cases.All(c => c.Op is Reshape)) return "view";
        if (cases.Any(c => c.Op is not ElementwiseOp)) return Offer(cases, Backend.Managed);
        var vectorised = cases.Count(c => c.Op is ElementwiseOp op && KernelCatalog.IsVectorised(op));
        return vectorised == cases.Length ? "tiles" : vectorised == 0 ? "tiles, scalar" : "tiles, some scalar";
    }

    private static string Offer(OpCase[] cases, Backend backend)
    {
        // Of nothing there is nothing to compute.
        cases = [.. cases.Where(c => c.Inputs.All(i => i.Shape.Count > 0))];
        var offers = cases.Count(test =>
        {
            var (inputs, outputs) = test.Operands(DType.F32);
            return KernelCatalog.TryCreate(backend, test.Op, inputs, outputs) is not null;
        });
        return offers == 0 ? "" : offers == cases.Length ? "yes" : "some";
    }

    private static string Onnx(OpCase[] cases)
    {
        List<string> types = [];
        foreach (var test in cases)
        {
            var graph = new OnnxGraph();
            string[] names = [.. test.Inputs.Select((_, i) => $"x{i}")];
            if (test.Op.Onnx(graph, Tensor.Apply(test.Op, Placeholders(test)), names) is null) continue;
            types.AddRange(graph.Nodes.Select(n => n.Type).DefaultIfEmpty("constant"));
        }

        return string.Join(", ", types.Distinct());
    }

    private static Tensor[] Placeholders(OpCase test) =>
        [.. test.Inputs.Select(i => Tensor.Placeholder(i.Shape, i.Type ?? DType.F32))];

    private static Dictionary<Type, int> GoldenCases()
    {
        var counts = new Dictionary<Type, int>();
        foreach (var path in Directory.EnumerateFiles(RepositoryFiles.Golden("ops"), "*.json"))
        {
            using var file = JsonDocument.Parse(File.ReadAllBytes(path));
            foreach (var item in file.RootElement.GetProperty("cases").EnumerateArray())
            {
                foreach (var type in OpsOf(item)) counts[type] = counts.GetValueOrDefault(type) + 1;
            }
        }

        return counts;
    }

    private static HashSet<Type> OpsOf(JsonElement item)
    {
        try
        {
            HashSet<Node> seen = [];
            var pending = new Stack<Node>(OpParity.Expression(item).Select(t => t.Node));
            while (pending.TryPop(out var node))
            {
                if (!seen.Add(node)) continue;
                foreach (var input in node.Inputs) pending.Push(input.Node);
            }

            return [.. seen.Select(n => n.Op.GetType())];
        }
        catch (MissingException)
        {
            return []; // The suite reports what we lack.
        }
    }

    private static IEnumerable<string> Composed(string space, string suffix) =>
        from type in typeof(Op).Assembly.GetExportedTypes()
        where type.Namespace == space && type.IsAbstract && type.IsSealed
        let stem = type.Name.EndsWith(suffix, StringComparison.Ordinal) ? type.Name[..^suffix.Length] : ""
        where stem.Length > 0 && type.Assembly.GetType($"{space}.{stem}") is null
        from name in type.GetMethods().Where(m => m.IsStatic && !m.IsSpecialName).Select(m => m.Name)
        select name;

    private static string List(IEnumerable<string> names) =>
        string.Join(", ", names.Distinct().Order(StringComparer.Ordinal).Select(n => $"`{n}`"));
}
