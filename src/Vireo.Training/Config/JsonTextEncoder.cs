using System.Text.Encodings.Web;

namespace Vireo.Training.Config;

/// <summary>Escapes for files that people read: umlauts stay letters.</summary>
internal static class JsonTextEncoder
{
    /// <summary>Escapes what JSON has to have escaped, and no more.</summary>
    public static JavaScriptEncoder Readable => JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
}
