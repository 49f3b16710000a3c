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
        Optimizer optimizer = op switch
        {
            "SGD" => new Sgd
            {
                Momentum = call.Number("momentum", 0), Nesterov = call.Flag("nesterov", false),
                WeightDecay = call.Number("weight_decay", 0),
            },
            "Adam" or "AdamW" => Adam(call, decoupled: op == "AdamW"),
            _ => throw new MissingException(op),
        };
        optimizer.Rate.Set([call.Number("lr", 1e-3)]);
        RequireZero(call, "dampening");
        RequireZero(call, "maximize");
        call.RequireAllRead();
        return optimizer;
    }

    private static Adam Adam(OpCall call, bool decoupled)
    {
        var betas = call.Numbers("betas") ?? [0.9, 0.999];
        return new()
        {
            Beta1 = betas[0], Beta2 = betas[1], Epsilon = call.Number("eps", 1e-8), DecoupledDecay = decoupled,
            AmsGrad = call.Flag("amsgrad", false), WeightDecay = call.Number("weight_decay", decoupled ? 0.01 : 0),
        };
    }

    private static void RequireZero(OpCall call, string argument)
    {
        if (call.Number(argument, 0) is not 0 and var value)
        {
            throw new MissingException($"{call.Op} with {argument}={value}");
        }
    }
}
