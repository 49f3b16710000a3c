namespace Vireo;

/// <summary>The version of this library.</summary>
public static class VireoVersion
{
    /// <summary>Major, minor and patch number: <c>0.1.0</c>.</summary>
    public static string Text { get; } = typeof(VireoVersion).Assembly.GetName().Version?.ToString(3) ?? "0.0.0";
}
