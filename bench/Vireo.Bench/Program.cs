using Vireo.Bench;

return args switch
{
    ["train-step", _, ..] => TrainStepBenchmark.Run(args[1..]),
    ["infer", _, ..] => InferenceBenchmark.Run(args[1..]),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine(
        "usage: train-step|infer MODEL [--batch 16] [--size 224] [--steps 10] [--explain] [--json]");
    return 2;
}
