namespace Vireo.Native;

/// <summary>The environment variable <c>VIREO_NATIVE</c>: <c>off</c> (or <c>0</c>) disables every native library,
/// <c>-onednn</c>, <c>-turbojpeg</c> or <c>-webp</c> one of them; several are separated by commas. Read once, at first
/// use.</summary>
public static class NativeSwitch
{
    private static readonly string _setting = Environment.GetEnvironmentVariable("VIREO_NATIVE") ?? "";

    /// <summary>Whether a library may be loaded.</summary>
    /// <param name="library">Its name in the switch, for instance <c>onednn</c>.</param>
    public static bool Allows(string library) => Allows(_setting, library);

    /// <summary>Whether a value of the variable lets a library be loaded.</summary>
    internal static bool Allows(string setting, string library)
    {
        foreach (var range in setting.AsSpan().Split(','))
        {
            var word = setting.AsSpan(range).Trim();
            if (word.Equals("off", StringComparison.OrdinalIgnoreCase) || word is "0"
                || (word.StartsWith('-') && word[1..].Equals(library, StringComparison.OrdinalIgnoreCase)))
            {
                return false;
            }
        }

        return true;
    }
}
