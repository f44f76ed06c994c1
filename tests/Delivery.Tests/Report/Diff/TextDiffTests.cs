using GitOpsDemo.Delivery.Programs;
using GitOpsDemo.Delivery.Report.Diff;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Delivery.Tests.Report.Diff;

public sealed class TextDiffTests
{
    private readonly TextDiff _diff = new(new CommandRunner(new RecordingLog()));

    [Fact]
    public async Task Equal_texts_have_no_difference() => Assert.Null(await _diff.CompareAsync("a: 1\n", "a: 1\n", default));

    [Fact]
    [Trait(Traits.Category, Traits.Integration)]
    public async Task A_difference_is_a_hunk_without_the_names_of_files() =>
        Assert.Equal("@@ -1,2 +1,2 @@\n a: 1\n-b: 2\n+b: 3", await _diff.CompareAsync("a: 1\nb: 2\n", "a: 1\nb: 3\n", default));
}
