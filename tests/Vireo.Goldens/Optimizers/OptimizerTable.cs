using System.Text.Json;
using Vireo.Goldens.Ops;
using Vireo.Optimizers;

namespace Vireo.Goldens.Optimizers;

/// <summary>Torch's optimizers by name, with torch's defaults.</summary>
internal static class OptimizerTable
{
    /// <summary>Makes an optimizer, its rate set.</summary>
    /// <exception cref="MissingException">We do not have it, or not with these arguments.</exception>
    public static Optimizer Make(string op, JsonElement arguments)
    {
        var call = new OpCall(op, arguments, []);
        const string wrapper = "Lookahead(";
        var isWrapped = op.StartsWith(wrapper, StringComparison.Ordinal) && op.EndsWith(')');
        var name = isWrapped ? op[wrapper.Length..^1] : op;
        Optimizer optimizer = Plain(name, call);
        if (isWrapped) optimizer = new Lookahead(optimizer) { Every = call.Int("k", 5), Alpha = call.Number("alpha", 0.5) };
        optimizer.Rate.Set([call.Number("lr", Rate(name))]);
        Ascends(call);
        call.RequireAllRead();
        return optimizer;
    }

    private static double Rate(string name) => name switch
    {
        "Adagrad" or "ASGD" or "RMSprop" or "Rprop" => 0.01,
        "Adadelta" => 1,
        "Adamax" or "NAdam" => 0.002,
        "Lion" => 1e-4,
        _ => 1e-3,
    };

    private static GradientDescent Plain(string name, OpCall call) => name switch
    {
        "SGD" => new Sgd
        {
            Momentum = call.Number("momentum", 0), Nesterov = call.Flag("nesterov", false),
            Dampening = call.Number("dampening", 0), WeightDecay = Decay(call),
        },
        "Adam" or "AdamW" => Adam(call, decoupled: name == "AdamW"),
        "RAdam" => RAdam(call),
        "NAdam" => NAdam(call),
        "Adamax" => Adamax(call),
        "AdaBelief" => AdaBelief(call),
        "Lion" => Lion(call),
        "LAMB" => Lamb(call),
        "LARS" => new Lars
        {
            Momentum = call.Number("momentum", 0.9), Trust = call.Number("trust", 0.001),
            Epsilon = call.Number("eps", 1e-9), WeightDecay = Decay(call),
        },
        "RMSprop" => new RmsProp
        {
            Alpha = call.Number("alpha", 0.99), Momentum = call.Number("momentum", 0),
            Centred = call.Flag("centered", false), Epsilon = call.Number("eps", 1e-8), WeightDecay = Decay(call),
        },
        "Adagrad" => new Adagrad
        {
            RateDecay = call.Number("lr_decay", 0), Start = call.Number("initial_accumulator_value", 0),
            Epsilon = call.Number("eps", 1e-10), WeightDecay = Decay(call),
        },
        "Adadelta" => new Adadelta
        {
            Rho = call.Number("rho", 0.9), Epsilon = call.Number("eps", 1e-6), WeightDecay = Decay(call),
        },
        "ASGD" => new Asgd
        {
            Lambda = call.Number("lambd", 1e-4), Alpha = call.Number("alpha", 0.75),
            AveragingStart = call.Number("t0", 1e6), WeightDecay = Decay(call),
        },
        "Rprop" => Rprop(call),
        _ => throw new MissingException(name),
    };

    private static Adam Adam(OpCall call, bool decoupled)
    {
        var (first, second) = Betas(call);
        return new()
        {
            Beta1 = first, Beta2 = second, Epsilon = call.Number("eps", 1e-8), DecoupledDecay = decoupled,
            AmsGrad = call.Flag("amsgrad", false), WeightDecay = call.Number("weight_decay", decoupled ? 0.01 : 0),
        };
    }

    private static RAdam RAdam(OpCall call)
    {
        var (first, second) = Betas(call);
        return new()
        {
            Beta1 = first, Beta2 = second, Epsilon = call.Number("eps", 1e-8), WeightDecay = Decay(call),
            DecoupledDecay = call.Flag("decoupled_weight_decay", false),
        };
    }

    private static NAdam NAdam(OpCall call)
    {
        var (first, second) = Betas(call);
        return new()
        {
            Beta1 = first, Beta2 = second, Epsilon = call.Number("eps", 1e-8), WeightDecay = Decay(call),
            MomentumDecay = call.Number("momentum_decay", 0.004),
            DecoupledDecay = call.Flag("decoupled_weight_decay", false),
        };
    }

    private static Adamax Adamax(OpCall call)
    {
        var (first, second) = Betas(call);
        return new() { Beta1 = first, Beta2 = second, Epsilon = call.Number("eps", 1e-8), WeightDecay = Decay(call) };
    }

    private static AdaBelief AdaBelief(OpCall call)
    {
        var (first, second) = Betas(call);
        return new()
        {
            Beta1 = first, Beta2 = second, Epsilon = call.Number("eps", 1e-8), WeightDecay = Decay(call),
            DecoupledDecay = call.Flag("decoupled", false),
        };
    }

    private static Lion Lion(OpCall call)
    {
        var (first, second) = Betas(call, 0.99);
        return new() { Beta1 = first, Beta2 = second, WeightDecay = Decay(call) };
    }

    private static Lamb Lamb(OpCall call)
    {
        var (first, second) = Betas(call);
        return new() { Beta1 = first, Beta2 = second, Epsilon = call.Number("eps", 1e-6), WeightDecay = Decay(call) };
    }

    private static Rprop Rprop(OpCall call)
    {
        var (etas, sizes) = (call.Numbers("etas") ?? [0.5, 1.2], call.Numbers("step_sizes") ?? [1e-6, 50]);
        return new()
        {
            Shrinkage = etas[0], Growth = etas[1], Smallest = sizes[0], Greatest = sizes[1], WeightDecay = Decay(call),
        };
    }

    private static double Decay(OpCall call) => call.Number("weight_decay", 0);

    private static (double First, double Second) Betas(OpCall call, double second = 0.999)
    {
        var betas = call.Numbers("betas") ?? [0.9, second];
        return (betas[0], betas[1]);
    }

    /// <summary>Whether the gradient is climbed: it is turned round before anything else.</summary>
    public static bool Ascends(OpCall call) => call.Flag("maximize", false);
}
