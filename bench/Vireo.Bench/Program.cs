using Vireo;
using Vireo.Bench;
using Vireo.Bench.Comparison;

try
{
    return args switch
    {
        ["train-step", _, ..] => TrainStepBenchmark.Run(args[1..]),
        ["infer", _, ..] => InferenceBenchmark.Run(args[1..]),
        ["growth", _, ..] => GrowthBenchmark.Run(args[1..]),
        ["load", _, ..] => LoadBenchmark.Load(args[1..]),
        ["decode", _, ..] => LoadBenchmark.Decode(args[1..]),
        ["enlarge", _, _] => LoadBenchmark.Enlarge(args[1..]),
        ["forecast", _, ..] => ForecastBenchmark.Run(args[1..]),
        ["wall", _, ..] => WallBenchmark.Run(args[1..]),
        ["export", _, _, ..] => ModelExport.Run(args[1..]),
        ["table", _, _, ..] => TableCommand.Run(args[1..], Console.Out, Console.Error),
        _ => Usage(),
    };
}
catch (VireoException e)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}

static int Usage()
{
    Console.Error.WriteLine("""
        usage: train-step|infer MODEL [--batch 16] [--size 224] [--steps 10] [--precision f32|bf16|int8|f32,bf16]
                   [--explain] [--json]
               train-step also takes --arena MB: the most that intermediate values may take
               growth MODEL [--batches 4,8,16,32] [--size 224] [--steps 10] [--json]
               load|decode FOLDER [--steps 5] [--json]
               enlarge FOLDER OUTPUT
               forecast [--models NAME,...] [--batch 8] [--size 96] [--epochs 2] -- VIREO [ARGUMENT ...]
               wall NAME [--steps 5] [--json] -- COMMAND [ARGUMENT ...]
               export MODEL FILE [--batch 16] [--size 224] [--precision f32|int8]
               table ROWS LINES [--only NAME ...] [--check]
        """);
    return 2;
}
