namespace Vireo.Goldens;

/// <summary>What became of one case of a file.</summary>
/// <param name="Name">Name of the case.</param>
/// <param name="Op">What it is a case of.</param>
/// <param name="Verdict">The outcome.</param>
/// <param name="Detail">What differs or is missing.</param>
internal sealed record CaseResult(string Name, string Op, Verdict Verdict, string Detail = "")
{
    /// <summary>Runs a case and turns what it throws into a result.</summary>
    public static CaseResult Of(string name, string op, Action run)
    {
        try
        {
            run();
            return new(name, op, Verdict.Pass);
        }
        catch (MissingException missing)
        {
            return new(name, op, Verdict.NotImplemented, missing.Message);
        }
        catch (MismatchException mismatch)
        {
            return new(name, op, Verdict.Fail, mismatch.Message);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            return new(name, op, Verdict.Fail, $"{error.GetType().Name}: {error.Message}");
        }
    }
}
