using Cake.Docker;
using Cake.Tools.Tests.Fixtures;

namespace Cake.Tools.Tests.Docker;

public sealed class DockerTagTests
{
    private readonly ToolFixture _fixture = new("docker");

    [Fact]
    public void The_image_gets_one_more_name()
    {
        _fixture.Context.DockerTag("demo:1", "localhost:5000/demo:1");

        Assert.Equal("docker tag demo:1 localhost:5000/demo:1", _fixture.Processes.Line);
    }

    [Theory]
    [InlineData("", "localhost:5000/demo:1", "imageReference")]
    [InlineData("demo:1", "", "registryReference")]
    public void Both_names_are_needed(string image, string name, string missing)
    {
        var exception = Assert.ThrowsAny<ArgumentException>(() => _fixture.Context.DockerTag(image, name));

        Assert.Equal(missing, exception.ParamName);
    }
}
