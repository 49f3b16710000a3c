namespace Vireo.Native.Tests;

/// <summary>Skips a test whose library is missing, saying so; on the build server it fails instead.</summary>
internal static class Need
{
    public static void OneDnnLibrary() => Library(OneDnn.IsAvailable, $"oneDNN: {OneDnn.Reason}");

    public static void Library(bool available, string what)
    {
        if (Environment.GetEnvironmentVariable("CI") == "true") Assert.True(available, what);
        Skip.IfNot(available, what);
    }
}
