using System.Runtime.InteropServices;

namespace Vireo.Native;

/// <summary>A memory object of oneDNN: one operand of one primitive, pointed at another place before each
/// execution.</summary>
internal sealed unsafe class DnnMemory : SafeHandle
{
    private readonly DnnDialect _dialect;
    private readonly long _bytes;
    private AlignedMemory? _block;
    private nint _address;

    public DnnMemory(DnnDialect dialect, DnnArg arg, DnnMemoryDesc desc)
        : base(0, ownsHandle: true)
    {
        _dialect = dialect;
        Arg = arg;
        _bytes = desc.Bytes;
        nint made;
        dialect.MemoryCreate(&made, desc.Value, dialect.Engine.Value, null).OrThrow();
        GC.KeepAlive(desc);
        SetHandle(made);
    }

    public DnnArg Arg { get; }

    public override bool IsInvalid => handle == 0;

    public nint Value => handle;

    /// <summary>Points at a place and keeps its block from being freed until <see cref="LetGo"/>.</summary>
    public void Set(in MemorySlice where)
    {
        if (where.Bytes < _bytes)
        {
            throw new ArgumentException($"{Arg} needs {_bytes} bytes, its memory has {where.Bytes}", nameof(where));
        }

        if (where.Memory is null || where.Offset < 0 || where.Offset > where.Memory.Bytes - where.Bytes)
        {
            throw new ArgumentException($"{Arg} lies outside its block: {where}", nameof(where));
        }

        if (!ReferenceEquals(_block, where.Memory))
        {
            var added = false;
            where.Memory.DangerousAddRef(ref added);
            LetGo();
            _block = where.Memory;
        }

        var address = where.Memory.Address + (nint)where.Offset;
        if (address == _address) return;

        _dialect.MemorySet(handle, (void*)address).OrThrow();
        _address = address;
    }

    /// <summary>Says that the execution is over: the block may be freed.</summary>
    public void LetGo()
    {
        _block?.DangerousRelease();
        _block = null;
    }

    protected override bool ReleaseHandle()
    {
        LetGo();
        return _dialect.MemoryDestroy(handle) == DnnStatus.Success;
    }
}
