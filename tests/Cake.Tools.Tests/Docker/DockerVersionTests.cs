using Cake.Core;
using Cake.Docker;

namespace Cake.Tools.Tests.Docker;

public sealed class DockerVersionTests : DockerVerbTests<DockerVersionSettings>
{
    protected override DockerVersionSettings Minimal => new();

    protected override string MinimalLine => "docker version";

    protected override DockerVersionSettings Full => new() { Format = "{{json .}}" };

    protected override string FullLine => "docker version --format \"{{json .}}\"";

    protected override void Invoke(ICakeContext context, DockerVersionSettings settings) => context.DockerVersion(settings);
}
