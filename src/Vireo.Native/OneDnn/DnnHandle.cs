using System.Runtime.InteropServices;

namespace Vireo.Native;

/// <summary>An object of oneDNN together with the function that destroys it.</summary>
internal sealed unsafe class DnnHandle : SafeHandle
{
    private readonly delegate* unmanaged<nint, DnnStatus> _destroy;

    public DnnHandle(nint value, delegate* unmanaged<nint, DnnStatus> destroy)
        : base(0, ownsHandle: true)
    {
        _destroy = destroy;
        SetHandle(value);
    }

    public override bool IsInvalid => handle == 0;

    public nint Value => IsClosed ? throw new ObjectDisposedException(nameof(DnnHandle)) : handle;

    protected override bool ReleaseHandle() => _destroy(handle) == DnnStatus.Success;
}
