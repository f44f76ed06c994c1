using GitOpsDemo.Lab.Replicas;

namespace GitOpsDemo.Lab.Tests;

/// <summary>The cases of the kubelet's own test (third_party/forked/golang/expansion/expand_test.go).</summary>
public sealed class PodEnvironmentTests
{
    private static readonly Dictionary<string, string> Variables =
        new() { ["VAR_A"] = "A", ["VAR_B"] = "B", ["VAR_C"] = "C", ["VAR_REF"] = "$(VAR_A)", ["VAR_EMPTY"] = "" };

    [Theory]
    [InlineData("$(VAR_A)", "A")]
    [InlineData("___$(VAR_B)___", "___B___")]
    [InlineData("$(VAR_A)-1", "A-1")]
    [InlineData("$(VAR_REF)", "$(VAR_A)")]
    [InlineData("%%$(VAR_REF)--$(VAR_REF)%%", "%%$(VAR_A)--$(VAR_A)%%")]
    [InlineData("foo$(VAR_EMPTY)bar", "foobar")]
    [InlineData("foo$(VAR_Awhoops!", "foo$(VAR_Awhoops!")]
    [InlineData("f00__(VAR_A)__", "f00__(VAR_A)__")]
    [InlineData("$?_boo_$!", "$?_boo_$!")]
    [InlineData("$VAR_A", "$VAR_A")]
    [InlineData("$(VAR_DNE)", "$(VAR_DNE)")]
    [InlineData("$$$$$$(BIG_MONEY)", "$$$(BIG_MONEY)")]
    [InlineData("$$$$$$(VAR_A)", "$$$(VAR_A)")]
    [InlineData("$$(VAR_A)", "$(VAR_A)")]
    [InlineData("$$$(VAR_A)", "$A")]
    [InlineData("$VAR_A)", "$VAR_A)")]
    [InlineData("${VAR_A}", "${VAR_A}")]
    [InlineData("$(VAR_A))", "A)")]
    [InlineData("$(VAR_A)$$", "A$")]
    [InlineData("$", "$")]
    [InlineData("$()", "$()")]
    public void Text_is_expanded_as_the_kubelet_expands_it(string text, string expected) =>
        Assert.Equal(expected, PodEnvironment.Expand(text, Variables));
}
