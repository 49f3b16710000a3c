namespace Vireo.Native;

/// <summary>What is known of one optional library.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Found">Whether it was found, is understood and is not switched off.</param>
/// <param name="Version">Its version, as far as it tells.</param>
/// <param name="File">The file name it was found under.</param>
/// <param name="Reason">Why it is not used; empty when it is.</param>
/// <param name="Brings">What it is good for.</param>
/// <param name="Install">How to get it on this system.</param>
public sealed record NativeLibraryInfo(
    string Name, bool Found, string? Version, string? File, string Reason, string Brings, string Install);
