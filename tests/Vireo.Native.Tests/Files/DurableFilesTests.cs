namespace Vireo.Native.Tests;

public class DurableFilesTests
{
    [Fact]
    public void A_directory_is_synced_and_a_missing_one_is_named()
    {
        DurableFiles.SyncDirectory(Path.GetTempPath());

        var missing = Path.Combine(Path.GetTempPath(), "vireo no such directory");
        Assert.Contains(
            missing, Assert.Throws<DirectoryNotFoundException>(() => DurableFiles.SyncDirectory(missing)).Message);
    }
}
