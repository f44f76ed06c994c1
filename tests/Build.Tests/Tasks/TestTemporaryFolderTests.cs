using GitOpsDemo.Build.Tasks.Code;
using GitOpsDemo.Delivery;

namespace GitOpsDemo.Build.Tests.Tasks;

public sealed class TestTemporaryFolderTests
{
    [Fact]
    public void What_a_test_has_left_fails_the_run_by_its_name_and_is_gone_then()
    {
        string path;
        using (var folder = new TestTemporaryFolder())
        {
            path = folder.Path;
            folder.RequireEmpty();
            Directory.CreateDirectory(Path.Combine(path, "gitops demo-1", "clone"));
            File.WriteAllText(Path.Combine(path, "a.txt"), "");

            var left = Assert.Throws<DeliveryException>(folder.RequireEmpty);

            Assert.Contains("a.txt, gitops demo-1", left.Why, StringComparison.Ordinal);
        }

        Assert.False(Directory.Exists(path));
    }
}
