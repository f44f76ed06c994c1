using System.Net;
using GitOpsDemo.LabContract;

namespace GitOpsDemo.EndToEnd.Tests;

public sealed partial class LabStory
{
    [Fact]
    [Step(16)]
    public void Everything_in_the_lab_listens_on_this_computer_alone()
    {
        var listening = RunningOfLab().SelectMany(
            process => ListeningSockets.Of(process.Id).Select(address => (process.Name, Address: address))).ToList();

        Output.WriteLine(string.Join('\n', listening.Select(socket => $"{socket.Name} on {socket.Address}")));
        Assert.True(listening.Count >= 5, "registry, Prometheus, Alertmanager, the agent and replicas listen");
        Assert.All(listening, socket => Assert.True(IPAddress.IsLoopback(socket.Address.Address), $"{socket.Name} on {socket.Address}"));
    }

    [Fact]
    [Step(16)]
    public async Task No_secret_of_the_builds_so_far_lies_anywhere()
    {
        // Given builds that passed and others that failed, some of which said all that they can
        Assert.Contains(Said, text => text.Contains(FullVerbosity, StringComparison.Ordinal));

        // Then neither what they said, nor what they left, nor what runs has a secret
        Assert.DoesNotContain(Said, text => text.Contains(Canaries.Mark, StringComparison.Ordinal));
        Assert.Empty(Canaries.In(Clone.Root));
        Assert.DoesNotContain(Canaries.Mark, await Clone.GitAsync("log", "--all", "--patch"), StringComparison.Ordinal);
        Assert.DoesNotContain(
            Canaries.Mark,
            await Clone.GitAsync($"--git-dir={Clone[".lab", "gitops.git"]}", "log", "--all", "--patch"),
            StringComparison.Ordinal);
        Assert.All(RunningOfLab(), process => Assert.DoesNotContain(
            Canaries.Mark,
            File.ReadAllText($"/proc/{process.Id}/cmdline") + File.ReadAllText($"/proc/{process.Id}/environ"),
            StringComparison.Ordinal));
    }

    private IEnumerable<(string Name, int Id)> RunningOfLab() =>
        from file in Directory.EnumerateFiles(Clone[".lab", "run"], "*.pid")
        let id = int.Parse(File.ReadLines(file).First())
        where ProcessIdentity.Of(id) is not null
        select (Path.GetFileNameWithoutExtension(file), id);
}
