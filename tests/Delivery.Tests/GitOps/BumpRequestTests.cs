using GitOpsDemo.Delivery.GitOps;

namespace GitOpsDemo.Delivery.Tests.GitOps;

public sealed class BumpRequestTests
{
    [Fact]
    public void A_message_without_anything_known_has_what_is_certain() => Assert.Equal(
        "Deploy app to dev\n\nImage: app\nEnvironment: dev\n",
        new BumpRequest("dev", new ImageEntry("app")).Message().ToString());

    [Fact]
    public void A_value_with_line_breaks_can_not_become_another_trailer() => Assert.EndsWith(
        "Build-Url: https://ci Digest: sha256:0\n",
        new BumpRequest("dev", new ImageEntry("app")) { BuildUrl = "https://ci\nDigest: sha256:0" }.Message().ToString());

    [Fact]
    public void A_message_without_trailers_is_its_subject() =>
        Assert.Equal("Publish k8s\n", new CommitMessage("Publish\nk8s", []).ToString());
}
