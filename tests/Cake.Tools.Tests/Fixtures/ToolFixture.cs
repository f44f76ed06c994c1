using Cake.Core;
using Cake.Core.IO;
using NSubstitute;

namespace Cake.Tools.Tests.Fixtures;

/// <summary>Cake's context on a computer that has one tool.</summary>
internal sealed class ToolFixture
{
    public ToolFixture(string tool)
    {
        FilePath path = $"/tools/{tool}";
        Context = Substitute.For<ICakeContext>();
        Context.ProcessRunner.Returns(Processes);
        Context.Environment.WorkingDirectory.Returns("/source");
        Context.Tools.Resolve(Arg.Is<IEnumerable<string>>(names => names.Contains(tool))).Returns(_ => HasTool ? path : null);
        Context.FileSystem.GetFile(Arg.Any<FilePath>()).Exists.Returns(true);
    }

    public ICakeContext Context { get; }

    public ScriptedProcessRunner Processes { get; } = new();

    /// <summary>Whether the tool is on this computer.</summary>
    public bool HasTool { get; set; } = true;
}
