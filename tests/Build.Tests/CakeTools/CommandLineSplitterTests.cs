using GitOpsDemo.Build.Hosting;

namespace GitOpsDemo.Build.Tests.CakeTools;

public sealed class CommandLineSplitterTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("a b  c", "a|b|c")]
    [InlineData("\"a b\" c", "a b|c")]
    [InlineData("--name=\"a b\"c", "--name=a bc")]
    [InlineData("\"\" x", "|x")]
    [InlineData("\"say \\\"hi\\\"\"", "say \"hi\"")]
    [InlineData(@"C:\folder\file", @"C:\folder\file")]
    [InlineData("\"C:\\folder\\\\\" x", "C:\\folder\\|x")]
    [InlineData(@"a\", @"a\")]
    public void Arguments_come_apart_as_the_runtime_would_split_them(string text, string expected) =>
        Assert.Equal(expected, string.Join('|', CommandLineSplitter.Split(text)));
}
