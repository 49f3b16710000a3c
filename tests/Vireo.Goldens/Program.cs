using Vireo.Goldens;

if (args.Length != 1 || !Directory.Exists(args[0]))
{
    Console.Error.WriteLine("Usage: Vireo.Goldens FOLDER");
    return 2;
}

var verdicts = new List<Verdict>();
foreach (var result in Suite.Run(args[0]))
{
    Console.WriteLine(result);
    verdicts.Add(result.Verdict);
}

int Count(Verdict verdict) => verdicts.Count(v => v == verdict);
Console.WriteLine(
    $"{Count(Verdict.Pass)} pass, {Count(Verdict.Fail)} fail, {Count(Verdict.NotImplemented)} not implemented");
return Count(Verdict.Fail) > 0 ? 1 : 0;
