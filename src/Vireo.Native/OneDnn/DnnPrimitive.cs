using System.Runtime.InteropServices;

namespace Vireo.Native;

/// <summary>A compiled computation. Its layouts are fixed; every execution says where its operands lie.</summary>
/// <remarks>Executions of the whole process follow one another, but for those within the parts of one
/// <see cref="Workers.For"/>: there different primitives run at the same time, each on one thread. Have one thread
/// execute all others: every thread that does gets a team of OpenMP workers of its own.</remarks>
public sealed unsafe class DnnPrimitive : IDisposable
{
    private const int QueryImplementation = 8; // dnnl_query_impl_info_str
    private const int QueryArgument = 255;     // dnnl_query_exec_arg_md
    private const int MaxOperands = 24;
    private const int MaxArguments = 2 * MaxOperands + 1; // a scale may count twice, and the scratchpad

    private readonly DnnRuntime _runtime;
    private readonly DnnHandle _primitive;
    private readonly int _threads;
    private readonly Dictionary<DnnArg, DnnMemoryDesc?> _descs = [];
    private readonly List<DnnMemory> _memories = [];
    private readonly AlignedMemory _arguments = new(MaxArguments * sizeof(Argument));
    private AlignedMemory? _scratchpad;

    /// <summary><c>dnnl_exec_arg_t</c>.</summary>
    private struct Argument
    {
        public int Role;
        public nint Memory;
    }

    /// <summary>Compiles a description and takes it over.</summary>
    internal DnnPrimitive(DnnHandle description)
    {
        _runtime = OneDnn.Runtime;
        _threads = OneDnn.Threads;
        Description = description;
        var dialect = _runtime.Dialect;
        nint primitive;
        dialect.PrimitiveCreate(&primitive, description.Value).OrThrow();
        _primitive = new(primitive, dialect.PrimitiveDestroy);
        ImplementationName = Name(dialect);
        ScratchpadBytes = Desc(DnnArg.Scratchpad)?.Bytes ?? 0;
    }

    internal DnnHandle Description { get; }

    /// <summary>Whether the operand for the scale also stands in for the shift, which is counted but not
    /// read.</summary>
    internal bool PassScaleAsShift { get; set; }

    /// <summary>Name of the implementation, for instance <c>brgconv:avx512_core_bf16</c>; names with <c>ref</c>,
    /// <c>gemm</c> or <c>:any</c> are slow.</summary>
    public string ImplementationName { get; }

    /// <summary>Temporary memory one execution needs. Pass it as <see cref="DnnArg.Scratchpad"/>; otherwise the
    /// primitive allocates its own at its first execution and keeps it.</summary>
    public long ScratchpadBytes { get; }

    /// <summary>The layout an operand must have, or nothing when the primitive takes no such operand.</summary>
    public DnnMemoryDesc? Desc(DnnArg arg)
    {
        if (_descs.TryGetValue(arg, out var known)) return known;

        var desc = QueryDesc(_runtime.Dialect, Description, arg);
        _descs.Add(arg, desc);
        return desc;
    }

    /// <summary>Runs the primitive and returns when it is done. Allocates nothing after the first call with an
    /// argument.</summary>
    /// <param name="operands">Every operand the primitive takes, each once.</param>
    /// <exception cref="ArgumentException">The primitive has no such operand, or its memory is too short.</exception>
    /// <exception cref="NativeException">The library failed.</exception>
    public void Execute(params ReadOnlySpan<DnnOperand> operands)
    {
        ObjectDisposedException.ThrowIf(_primitive.IsClosed, this);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(operands.Length, MaxOperands, nameof(operands));
        if (Workers.IsInside)
        {
            // A part of a region computes alone: OpenMP opens no regions within regions. The team stays as it is.
            ExecuteHere(operands);
            return;
        }

        lock (_runtime)
        {
            _runtime.EnterThread(_threads);
            ExecuteHere(operands);
        }
    }

    private void ExecuteHere(ReadOnlySpan<DnnOperand> operands)
    {
        try
        {
            var arguments = (Argument*)_arguments.Address;
            var count = SetAll(arguments, operands);
            var stream = _runtime.Dialect.Stream.Value;
            _runtime.Dialect.Execute(_primitive.Value, stream, count, arguments).OrThrow(ImplementationName);
            _runtime.Dialect.StreamWait(stream).OrThrow();
        }
        finally
        {
            foreach (var memory in _memories) memory.LetGo();
        }
    }

    private int SetAll(Argument* arguments, ReadOnlySpan<DnnOperand> operands)
    {
        var count = 0;
        foreach (ref readonly var operand in operands)
        {
            Set(ref arguments[count++], operand.Arg, operand.Memory);
            if (PassScaleAsShift && operand.Arg == DnnArg.Scale)
            {
                Set(ref arguments[count++], DnnArg.Shift, operand.Memory);
            }
        }

        if (ScratchpadBytes > 0 && !Has(operands, DnnArg.Scratchpad))
        {
            _scratchpad ??= new(ScratchpadBytes);
            Set(ref arguments[count++], DnnArg.Scratchpad, new(_scratchpad));
        }

        return count;
    }

    /// <summary>Releases what the library holds for this primitive.</summary>
    public void Dispose()
    {
        foreach (var memory in _memories) memory.Dispose();
        _memories.Clear();
        _scratchpad?.Dispose();
        _arguments.Dispose();
        Description.Dispose();
        _primitive.Dispose();
    }

    /// <summary>Asks a primitive descriptor for the layout of an operand.</summary>
    internal static DnnMemoryDesc? QueryDesc(DnnDialect dialect, DnnHandle description, DnnArg arg)
    {
        var copy = dialect.Copy(dialect.QueryMd(description.Value, QueryArgument, dialect.Constants.Arg(arg)));
        return copy == 0 ? null : new(copy);
    }

    private void Set(ref Argument argument, DnnArg arg, in MemorySlice where)
    {
        var memory = Find(arg);
        memory.Set(where);
        argument.Role = _runtime.Dialect.Constants.Arg(arg);
        argument.Memory = memory.Value;
    }

    private DnnMemory Find(DnnArg arg)
    {
        foreach (var memory in _memories)
        {
            if (memory.Arg == arg) return memory;
        }

        if (_memories.Count == MaxArguments) throw new ArgumentException("too many operands", nameof(arg));
        var desc = Desc(arg) ?? throw new ArgumentException($"{ImplementationName} takes no {arg}", nameof(arg));
        var made = new DnnMemory(_runtime.Dialect, arg, desc);
        _memories.Add(made);
        return made;
    }

    private static bool Has(ReadOnlySpan<DnnOperand> operands, DnnArg arg)
    {
        foreach (ref readonly var operand in operands)
        {
            if (operand.Arg == arg) return true;
        }

        return false;
    }

    private string Name(DnnDialect dialect)
    {
        nint text;
        dialect.Query(Description.Value, QueryImplementation, 0, &text).OrThrow();
        return Marshal.PtrToStringUTF8(text) ?? "";
    }
}
