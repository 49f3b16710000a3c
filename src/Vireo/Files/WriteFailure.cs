namespace Vireo.Files;

/// <summary>Turns what the system says about a failed write into what the user can do about it.</summary>
public static class WriteFailure
{
    private const int NoSpaceUnix = 28, QuotaLinux = 122, QuotaMac = 69;
    private const int DiskFullWindows = unchecked((int)0x80070070), HandleDiskFullWindows = unchecked((int)0x80070027);

    /// <summary>Runs an action that writes.</summary>
    /// <param name="path">What it writes, for the message.</param>
    /// <param name="action">What to do.</param>
    /// <exception cref="VireoException"><c>VIR4001</c>: the disk is full. <c>VIR4002</c>: it cannot be
    /// written.</exception>
    public static void Guard(string path, Action action)
    {
        try
        {
            action();
        }
        catch (IOException failure) when (IsDiskFull(failure))
        {
            throw new VireoException("VIR4001",
                $"{path}: the disk is full. Free some space, or choose another folder.",
                failure);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new VireoException("VIR4002", $"{path} cannot be written: {failure.Message}", failure);
        }
    }

    private static bool IsDiskFull(IOException failure) => OperatingSystem.IsWindows()
        ? failure.HResult is DiskFullWindows or HandleDiskFullWindows
        : failure.HResult is NoSpaceUnix || failure.HResult == (OperatingSystem.IsMacOS() ? QuotaMac : QuotaLinux);
}
