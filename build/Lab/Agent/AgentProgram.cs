using GitOpsDemo.Delivery.Programs;
using GitOpsDemo.LabContract;

namespace GitOpsDemo.Lab.Agent;

/// <summary>How the lab starts its agent.</summary>
public static class AgentProgram
{
    /// <summary>The file name of the agent's assembly.</summary>
    public const string Assembly = "GitOpsDemo.LabAgent.dll";

    /// <summary>The command that runs the agent until SIGTERM.</summary>
    /// <param name="folder">The folder of the agent's build output, or a copy of it.</param>
    /// <param name="stateFile">The file with the <see cref="AgentState"/>; it may come later.</param>
    /// <param name="port">The port on 127.0.0.1 of <c>/endpoints</c>, <c>/metrics</c> and <c>/healthz</c>.</param>
    /// <param name="page">The port on 127.0.0.1 of the lab's page.</param>
    public static Command Command(string folder, string stateFile, int port, int page) =>
        new("dotnet", Path.Combine(folder, Assembly), $"--state={stateFile}", $"--port={port}", $"--page={page}")
        {
            Environment = new Dictionary<string, string?>
            {
                // 2 MiB in hexadecimal. The default follows the processor's cache and lets some 15 MB of garbage lie; no file can set it.
                ["DOTNET_GCgen0size"] = "200000",
                // What is set for the build must not reach the agent.
                ["DOTNET_gcServer"] = "0",
            },
        };
}
