using System.Text.Json.Nodes;
using GitOpsDemo.Delivery.Report.Diff;

namespace GitOpsDemo.Delivery.Tests.Report.Diff;

public sealed class JsonDifferenceTests
{
    [Theory]
    [InlineData("""{"a":{"b":1,"c":[1]}}""", """{"a":{"b":1,"c":[1]}}""", "")]
    [InlineData("""{"a":{"b":1,"c":[1]}}""", """{"a":{"b":2,"c":[2]}}""", "a.b a.c")]
    [InlineData("""{"a":{"b":1}}""", """{"a":1,"d":null}""", "a")]
    [InlineData("""{}""", """{"password":"canary"}""", "password")]
    public void Paths_are_told_and_never_values(string one, string other, string paths) =>
        Assert.Equal(paths, string.Join(' ', JsonDifference.Paths(JsonNode.Parse(one), JsonNode.Parse(other))));
}
