using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Programs;
using GitOpsDemo.Lab.Agent;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Lab.Tests;

public sealed class AgentProjectTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task It_is_compiled_once_however_many_need_it()
    {
        var compiler = new ScriptedRunner(_ => _folder.Write("bin/Agent.dll", "compiled"));
        var project = Project(compiler);

        var assemblies = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => project.CompiledAsync(default)));

        Assert.All(assemblies, assembly => Assert.Equal("compiled", File.ReadAllText(assembly)));
        Assert.StartsWith("dotnet build LabAgent.csproj -p:HostOnly=true", Assert.Single(compiler.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_that_is_there_is_taken()
    {
        var compiler = new ScriptedRunner(_ => "");
        _folder.Write("bin/Agent.dll", "there");

        Assert.Equal(_folder["bin", "Agent.dll"], await Project(compiler).CompiledAsync(default));

        Assert.Empty(compiler.Lines);
    }

    [Fact]
    public async Task A_compilation_without_an_assembly_is_a_fault()
    {
        var fault = await Assert.ThrowsAsync<DeliveryException>(() => Project(new ScriptedRunner(_ => "")).CompiledAsync(default));

        Assert.Contains("Agent.dll is not there", fault.Message, StringComparison.Ordinal);
    }

    private AgentProject Project(ICommandRunner compiler) => new(
        "LabAgent.csproj", _folder["bin", "Agent.dll"], _folder["tmp"], compiler, new Wait(new RecordingLog(), TimeProvider.System));
}
