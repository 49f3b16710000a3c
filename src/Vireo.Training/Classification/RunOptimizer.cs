using Vireo.Optimizers;
using Vireo.Training.Config;
using Vireo.Vision.Zoo;

namespace Vireo.Training.Classification;

/// <summary>Makes the optimizer that a configuration names. What the configuration leaves open is the optimizer's own,
/// except for the momentum of sgd: 0.9.</summary>
internal static class RunOptimizer
{
    private const double SgdMomentum = 0.9;

    // Widths of ranges learn as logarithms. A step of SGD is scaled to what it should be; of all others a step is as
    // large as the rate, which moves a weight by some tenths of its size where it moves a range by a hundredth.
    private const double RangeRate = 10;

    public static Optimizer Create(RunConfig config, VisionModel model)
    {
        var optimizer = config.Optimizer;
        var groups = Groups(config, model);
        var moves = config.Schedule is
        {
            Name: ScheduleKind.Cyclic or ScheduleKind.OneCycle, MomentumLow: not null, MomentumHigh: not null,
        };
        var inner = optimizer.Name switch
        {
            OptimizerKind.Sgd or OptimizerKind.Lars or OptimizerKind.RmsProp or OptimizerKind.Lion =>
                Descent(optimizer, groups, moves),
            OptimizerKind.Adagrad or OptimizerKind.Adadelta or OptimizerKind.Rprop or OptimizerKind.Asgd =>
                WithoutMomentum(optimizer, groups),
            _ => Moments(optimizer, groups, moves),
        };
        return optimizer.Lookahead == 0 ? inner
            : new Lookahead(inner) { Every = optimizer.Lookahead, Alpha = optimizer.LookaheadAlpha };
    }

    /// <summary>Matrices and filters decay; norms and biases do not, unless it is asked for.</summary>
    private static ParameterGroups Groups(RunConfig run, VisionModel model)
    {
        var config = run.Optimizer;
        var factor = config.Name == OptimizerKind.Sgd ? 1 : RangeRate;
        ParameterGroup[] ranges = run.Quant.Mode == QuantMode.None ? []
            : [new("quant.**") { RateFactor = factor, WeightDecay = 0 }];
        return new([.. ranges, .. config.Groups.Select(group => new ParameterGroup(group.Pattern)
        {
            RateFactor = group.LrScale, WeightDecay = group.WeightDecay, IsFrozen = group.Freeze,
        })])
        {
            DecaysVectors = config.DecayNormsAndBiases, LayerDecay = config.LayerDecay, Blocks = model.Blocks,
        };
    }

    private static GradientDescent Descent(OptimizerConfig c, ParameterGroups groups, bool moves)
    {
        var (decay, lars, rms, lion) = (c.WeightDecay, new Lars(), new RmsProp(), new Lion());
        return c.Name switch
        {
            OptimizerKind.Sgd => new Sgd
            {
                Momentum = c.Momentum ?? SgdMomentum, Nesterov = c.Nesterov, Dampening = c.Dampening ?? 0,
                DecoupledDecay = c.DecoupledDecay, WeightDecay = decay, Groups = groups, MovesMomentum = moves,
            },
            OptimizerKind.Lars => new Lars
            {
                Momentum = c.Momentum ?? lars.Momentum, Trust = c.Trust ?? lars.Trust,
                Epsilon = c.Epsilon ?? lars.Epsilon, WeightDecay = decay, Groups = groups, MovesMomentum = moves,
            },
            OptimizerKind.RmsProp => new RmsProp
            {
                Momentum = c.Momentum ?? rms.Momentum, Alpha = c.Rho ?? rms.Alpha, Epsilon = c.Epsilon ?? rms.Epsilon,
                EpsilonInside = c.EpsilonInside, Centred = c.Centred, WeightDecay = decay, Groups = groups,
                MovesMomentum = moves,
            },
            _ => new Lion
            {
                Beta1 = c.Beta1 ?? lion.Beta1, Beta2 = c.Beta2 ?? lion.Beta2, WeightDecay = decay, Groups = groups,
                MovesMomentum = moves,
            },
        };
    }

    private static GradientDescent WithoutMomentum(OptimizerConfig c, ParameterGroups groups)
    {
        var decay = c.WeightDecay;
        var (grad, delta, rprop, asgd) = (new Adagrad(), new Adadelta(), new Rprop(), new Asgd());
        return c.Name switch
        {
            OptimizerKind.Adagrad => new Adagrad
            {
                RateDecay = c.LrDecay ?? grad.RateDecay, Start = c.Start ?? grad.Start,
                Epsilon = c.Epsilon ?? grad.Epsilon, WeightDecay = decay, Groups = groups,
            },
            OptimizerKind.Adadelta => new Adadelta
            {
                Rho = c.Rho ?? delta.Rho, Epsilon = c.Epsilon ?? delta.Epsilon, WeightDecay = decay, Groups = groups,
            },
            OptimizerKind.Rprop => new Rprop
            {
                Growth = c.Growth ?? rprop.Growth, Shrinkage = c.Shrinkage ?? rprop.Shrinkage,
                Smallest = c.StepMin ?? rprop.Smallest, Greatest = c.StepMax ?? rprop.Greatest, WeightDecay = decay,
                Groups = groups,
            },
            _ => new Asgd
            {
                Lambda = c.Lambda ?? asgd.Lambda, Alpha = c.Alpha ?? asgd.Alpha, WeightDecay = decay, Groups = groups,
            },
        };
    }

    private static GradientDescent Moments(OptimizerConfig c, ParameterGroups groups, bool moves)
    {
        var (beta1, beta2) = (c.Beta1 ?? 0.9, c.Beta2 ?? 0.999);
        var (decay, nadam, epsilon) = (c.WeightDecay, new NAdam(), c.Epsilon ?? 1e-8);
        return c.Name switch
        {
            OptimizerKind.NAdam => new NAdam
            {
                Beta1 = beta1, Beta2 = beta2, Epsilon = epsilon, WeightDecay = decay, Groups = groups,
                MovesMomentum = moves, MomentumDecay = c.MomentumDecay ?? nadam.MomentumDecay,
                DecoupledDecay = c.DecoupledDecay,
            },
            OptimizerKind.RAdam => new RAdam
            {
                Beta1 = beta1, Beta2 = beta2, Epsilon = epsilon, WeightDecay = decay, Groups = groups,
                MovesMomentum = moves, DecoupledDecay = c.DecoupledDecay,
            },
            OptimizerKind.Adamax => new Adamax
            {
                Beta1 = beta1, Beta2 = beta2, Epsilon = epsilon, WeightDecay = decay, Groups = groups,
                MovesMomentum = moves,
            },
            OptimizerKind.AdaBelief => new AdaBelief
            {
                Beta1 = beta1, Beta2 = beta2, Epsilon = epsilon, WeightDecay = decay, Groups = groups,
                MovesMomentum = moves, DecoupledDecay = c.DecoupledDecay,
            },
            OptimizerKind.Lamb => new Lamb
            {
                Beta1 = beta1, Beta2 = beta2, Epsilon = c.Epsilon ?? new Lamb().Epsilon, WeightDecay = decay,
                Groups = groups, MovesMomentum = moves,
            },
            _ => new Adam
            {
                Beta1 = beta1, Beta2 = beta2, Epsilon = epsilon, WeightDecay = decay, Groups = groups,
                MovesMomentum = moves, AmsGrad = c.Amsgrad, DecoupledDecay = c.Name == OptimizerKind.AdamW,
            },
        };
    }
}
