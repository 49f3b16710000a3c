using Vireo.Native;

namespace Vireo.Graph;

/// <summary>Where a kernel finds what it reads and writes.</summary>
/// <param name="Inputs">One for each input; those given from outside are set at each run.</param>
/// <param name="Outputs">One for each output.</param>
/// <param name="Scratch">Working memory.</param>
internal sealed record KernelMemory(MemorySlice[] Inputs, MemorySlice[] Outputs, MemorySlice Scratch);
