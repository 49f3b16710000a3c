using Vireo.Bench;

return args is ["train-step", .. var rest] ? TrainStepBenchmark.Run(rest) : Usage();

static int Usage()
{
    Console.Error.WriteLine("usage: train-step MODEL [--batch 16] [--size 224] [--steps 10] [--explain] [--json]");
    return 2;
}
