using GitOpsDemo.Delivery.Programs.Tools;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Delivery.Tests.Programs.Tools;

public sealed class SearchPathTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Programs_are_found_in_the_order_of_the_folders()
    {
        var second = FakeProgram.Write(_folder["b"], "tool", "1.0");
        var first = FakeProgram.Write(_folder["a"], "tool", "1.0");
        var path = new SearchPath([_folder["missing"], _folder["a"], _folder["b"]]);

        Assert.Equal([first, second], path.All("tool"));
        Assert.Equal(first, path.First("tool"));
    }

    [Fact]
    public void Files_without_the_right_to_execute_folders_and_relative_folders_are_passed_over()
    {
        _folder.Write("a/tool", "text");
        Directory.CreateDirectory(_folder["b", "tool"]);
        FakeProgram.Write(_folder["c"], "tool", "1.0");
        var relative = Path.GetRelativePath(Environment.CurrentDirectory, _folder["c"]);

        Assert.Null(new SearchPath([_folder["a"], _folder["b"], relative, ""]).First("tool"));
    }

    [Fact]
    public void The_path_of_this_process_has_a_shell() => Assert.NotNull(SearchPath.FromEnvironment().First("sh"));
}
