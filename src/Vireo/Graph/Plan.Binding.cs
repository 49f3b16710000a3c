using Vireo.Native;

namespace Vireo.Graph;

/// <content>One plan for many models: what belongs to one of them is in its binding.</content>
internal sealed partial class Plan
{
    private readonly (int Work, int Input)[] _fed;
    private readonly List<WeakReference<PlanBinding>> _bindings = [];
    private PlanBinding? _binding;
    private IReadOnlyList<Materialised> _feeds = [];

    /// <summary>The plan at work for a set of variables; one and the same for all who ask while it is in
    /// use.</summary>
    /// <param name="variables">Variables, by variable number.</param>
    public PlanBinding BindingFor(IReadOnlyList<Variable> variables)
    {
        for (var i = _bindings.Count - 1; i >= 0; i--)
        {
            if (!_bindings[i].TryGetTarget(out var known)) _bindings.RemoveAt(i);
            else if (known.IsOf(variables)) return known;
        }

        var binding = new PlanBinding(variables, _kept, _staying);
        _bindings.Add(new(binding));
        return binding;
    }

    private void ComputeConstants(KernelMemory[] memory)
    {
        Pack(null, memory);
        for (var i = 0; i < _constants.Count; i++)
        {
            _constants[i].Run(memory[i]);
            Pack(_constants[i], memory);
        }
    }

    /// <summary>Packs what a constant has just computed, before its memory serves another; null packs
    /// variables.</summary>
    private void Pack(Instruction? producer, KernelMemory[] memory)
    {
        for (var i = 0; i < _work.Count; i++)
        {
            foreach (var (input, _) in _work[i].Packed)
            {
                var value = _work[i].Inputs[input];
                if (value.Computer != producer) continue;
                _work[i].Kernel?.Pack(input, Memory(value), memory[_constants.Count + i].Inputs[input]);
            }
        }
    }

    /// <summary>Makes ready for a run: data and variables may be others than at the last.</summary>
    /// <param name="feeds">Data given from outside.</param>
    /// <param name="binding">The variables.</param>
    /// <param name="place">Which one of its crew this plan is; the first computes constants.</param>
    /// <returns>Where every kernel finds its operands.</returns>
    private KernelMemory[] Bind(IReadOnlyList<Materialised> feeds, PlanBinding binding, int place)
    {
        (_feeds, _binding) = (feeds, binding);
        _arena ??= new AlignedMemory(_bytes - _staying);
        if (place == 0)
        {
            for (var i = 0; i < binding.Variables.Count; i++)
            {
                var expected = _graph.Variables[i].Operand;
                binding.Variables[i].Require(new(expected.Shape, expected.DType));
            }

            binding.FollowVariables();
        }

        if (binding.Crew.Count == place) binding.Crew.Add([.. _constants.Concat(_work).Select(MemoryOf)]);
        var memory = binding.Crew[place];
        foreach (var (work, input) in _fed)
        {
            memory[_constants.Count + work].Inputs[input] = Memory(_work[work].Inputs[input]);
        }

        if (place > 0 || !binding.IsStale()) return memory;
        ComputeConstants(memory);
        binding.Refreshed();
        return memory;
    }

    private KernelMemory MemoryOf(Instruction instruction)
    {
        MemorySlice[] inputs = [.. instruction.Inputs.Select(Memory)];
        foreach (var (input, offset) in instruction.Packed)
        {
            inputs[input] = Place(offset, instruction.Kernel?.PackedBytes(input) ?? 0);
        }

        var scratch = instruction.Kernel?.ScratchBytes ?? 0;
        return new(inputs, [.. instruction.Outputs.Select(Memory)],
            scratch > 0 ? Place(instruction.ScratchOffset, scratch) : default);
    }

    private MemorySlice Memory(Value value)
    {
        var storage = value.Storage;
        var bytes = value.Operand.Bytes;
        if (storage.Feed >= 0) return Feed(storage.Feed, bytes);
        if (storage.Variable is not null) return new(Bound.Variables[VariableNumber(storage)].Memory, 0, bytes);
        if (storage.Target is { } target) return new(Bound.Variables[target].Memory, 0, bytes);
        return Place(storage.Offset, bytes);
    }

    /// <summary>Memory at a place: what stays from run to run lies with the variables that it is computed from,
    /// everything else in the arena.</summary>
    private MemorySlice Place(long offset, long bytes)
    {
        if (offset < _staying) return new(Bound.Constants, offset, bytes);
        var arena = _arena ?? throw new InvalidOperationException("the plan has no memory yet");
        return new(arena, offset - _staying, bytes);
    }

    private PlanBinding Bound => _binding ?? throw new InvalidOperationException("the plan is not at work");

    private int VariableNumber(Value value) => Array.IndexOf(_graph.Variables, value);
}
