using Cake.Core;
using Cake.Docker;

namespace Cake.Tools.Tests.Docker;

public sealed class DockerInfoTests : DockerVerbTests<DockerInfoSettings>
{
    protected override DockerInfoSettings Minimal => new();

    protected override string MinimalLine => "docker info";

    protected override DockerInfoSettings Full => new() { Format = "{{json .}}" };

    protected override string FullLine => "docker info --format \"{{json .}}\"";

    protected override void Invoke(ICakeContext context, DockerInfoSettings settings) => context.DockerInfo(settings);
}
