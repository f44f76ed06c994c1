using Cake.Core;
using Cake.Docker;

namespace Cake.Tools.Tests.Docker;

public sealed class DockerContextInspectTests : DockerVerbTests<DockerContextInspectSettings>
{
    protected override DockerContextInspectSettings Minimal => new();

    protected override string MinimalLine => "docker context inspect";

    protected override DockerContextInspectSettings Full => new() { Format = "{{.Endpoints.docker.Host}}" };

    protected override string FullLine => "docker context inspect --format {{.Endpoints.docker.Host}}";

    protected override void Invoke(ICakeContext context, DockerContextInspectSettings settings) => context.DockerContextInspect(settings);
}
