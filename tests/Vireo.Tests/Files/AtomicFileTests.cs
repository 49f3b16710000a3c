using System.Diagnostics;
using Vireo.Files;
using Vireo.Testing;

namespace Vireo.Tests.Files;

public class AtomicFileTests
{
    [Fact]
    public void A_failing_writer_leaves_the_old_file_and_nothing_else()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Add("weights.bin", "old");

        Assert.Throws<InvalidOperationException>(() => AtomicFile.Write(path, stream =>
        {
            stream.Write("half of the new"u8);
            throw new InvalidOperationException();
        }));

        Assert.Equal("old", File.ReadAllText(path));
        Assert.Single(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void A_file_is_made_with_its_folder_and_replaced_whole()
    {
        using var folder = new TemporaryFolder();
        AtomicFile.WriteText(folder["a/b/text"], "one, and longer");
        AtomicFile.WriteText(folder["a/b/text"], "two");

        Assert.Equal("two", File.ReadAllText(folder["a/b/text"]));
        Assert.Single(Directory.GetFileSystemEntries(folder["a/b"]));
    }

    [Fact]
    public void A_target_that_is_a_folder_is_refused_by_name()
    {
        using var folder = new TemporaryFolder();
        folder.Add("run/file");

        var failure = Assert.Throws<VireoException>(() => AtomicFile.WriteText(folder["run"], "x"));

        Assert.Equal("VIR4002", failure.Code);
        Assert.Contains(folder["run"], failure.Message);
    }

    [SkippableFact]
    public void A_full_disk_is_named_and_leaves_the_old_file()
    {
        using var disk = SmallDisk.Mount();
        var path = disk.Folder.Add("weights.bin", "old");

        var failure = Assert.Throws<VireoException>(() =>
            AtomicFile.Write(path, stream => stream.Write(new byte[2 << 20])));

        Assert.Equal("VIR4001", failure.Code);
        Assert.Contains("disk is full", failure.Message);
        Assert.Equal("old", File.ReadAllText(path));
        Assert.Single(Directory.GetFileSystemEntries(disk.Folder.Path));
    }

    [SkippableFact]
    public void A_folder_on_a_full_disk_does_not_appear()
    {
        using var disk = SmallDisk.Mount();

        var failure = Assert.Throws<VireoException>(() => AtomicFolder.Write(disk.Folder["step-1"],
            [("a", stream => stream.Write(new byte[1000])), ("b", stream => stream.Write(new byte[2 << 20]))]));

        Assert.Equal("VIR4001", failure.Code);
        Assert.Empty(Directory.GetFileSystemEntries(disk.Folder.Path));
    }

    [Fact]
    public void A_folder_replaces_one_of_the_same_name_and_leftovers_are_removed()
    {
        using var folder = new TemporaryFolder();
        folder.Add("step-1/old");
        folder.Add(".step-2.tmp/half");

        AtomicFolder.RemoveLeftovers(folder.Path);
        AtomicFolder.Write(folder["step-1"], [("new", stream => stream.Write("x"u8))]);

        Assert.Equal([folder["step-1"]], Directory.GetFileSystemEntries(folder.Path));
        Assert.Equal([folder["step-1/new"]], Directory.GetFileSystemEntries(folder["step-1"]));
    }

    [Fact]
    public void A_folder_set_aside_by_a_killed_process_is_put_back()
    {
        using var folder = new TemporaryFolder();
        folder.Add(".step-1.old.tmp/state", "whole");
        folder.Add(".step-1.tmp/state", "ha");
        folder.Add(".step-2.old.tmp/state", "outdated");
        folder.Add("step-2/state", "new");

        AtomicFolder.RemoveLeftovers(folder.Path);

        Assert.Equal("whole", File.ReadAllText(folder["step-1/state"]));
        Assert.Equal("new", File.ReadAllText(folder["step-2/state"]));
        Assert.Equal(2, Directory.GetFileSystemEntries(folder.Path).Length);
    }

    /// <summary>A file system of one megabyte in memory; only Linux lets us, and only as root.</summary>
    private sealed class SmallDisk : IDisposable
    {
        public TemporaryFolder Folder { get; } = new();

        public static SmallDisk Mount()
        {
            Skip.IfNot(OperatingSystem.IsLinux(), "needs Linux");
            var disk = new SmallDisk();
            var mounted = Run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", disk.Folder.Path);
            if (!mounted) disk.Folder.Dispose();
            Skip.IfNot(mounted, "needs the right to mount a small file system");
            return disk;
        }

        public void Dispose()
        {
            Run("umount", Folder.Path);
            Folder.Dispose();
        }

        private static bool Run(string program, params string[] arguments)
        {
            try
            {
                using var process =
                    Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
                process.WaitForExit();
                return process.ExitCode == 0;
            }
            catch (System.ComponentModel.Win32Exception)
            {
                return false;
            }
        }
    }
}
