using GitOpsDemo.Testing;

namespace GitOpsDemo.EndToEnd.Tests;

public sealed partial class LabStory
{
    [FactWithDisk]
    [Step(14)]
    public async Task A_full_disk_and_a_folder_that_is_read_only_end_a_Deploy_in_words_and_do_no_harm()
    {
        await EndsInWordsAsync(() => Full(Clone["artifacts"]), "No space left on device");
        await EndsInWordsAsync(() => Full(Clone[".lab", "images"]), "No space left on device");
        await EndsInWordsAsync(() => SmallDisk.ReadOnlyAt(Clone["artifacts"]), "Read-only file system");
        await EndsInWordsAsync(() => SmallDisk.ReadOnlyAt(Clone[".lab"]), "Read-only file system");

        // And the repository is whole (the Deploys that follow verify the rest)
        await Clone.GitAsync($"--git-dir={Clone[".lab", "gitops.git"]}", "fsck", "--full", "--strict", "--no-dangling");

        static SmallDisk Full(string folder)
        {
            var disk = SmallDisk.At(folder);
            disk.Fill();
            return disk;
        }

        async Task EndsInWordsAsync(Func<SmallDisk> mount, string why)
        {
            using var disk = mount();
            var run = await BuildAsync("--target=Deploy", $"--image-tag=0.0.0-disk.{Environment.TickCount}");
            Assert.Equal(1, run.ExitCode);
            Assert.Contains(why, run.Output + run.Error, StringComparison.Ordinal);
            Assert.Contains("Next: ", run.Output + run.Error, StringComparison.Ordinal);
            Assert.DoesNotContain("   at ", run.Output + run.Error, StringComparison.Ordinal);
        }
    }
}
