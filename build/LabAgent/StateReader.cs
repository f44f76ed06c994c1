using System.Text.Json;
using GitOpsDemo.Delivery.Lab.Agent;

namespace GitOpsDemo.LabAgent;

/// <summary>Reads the content of the state file strictly, so that nothing half understood comes into force.</summary>
internal static class StateReader
{
    /// <exception cref="JsonException">It is not a state that can be followed; the message says why.</exception>
    public static AgentState Read(ReadOnlySpan<byte> content)
    {
        var state = JsonSerializer.Deserialize(content, AgentJson.Default.AgentState) ?? throw new JsonException("it holds null");
        RequireUnique("pod", state.Pods.Select(pod => $"{pod.Namespace}/{pod.Name}"));
        RequireUnique("service", state.Services.Select(service => $"{service.Namespace}/{service.Name}:{service.Port}"));
        foreach (var pod in state.Pods)
        {
            Require(
                pod.Address.IsAbsoluteUri && pod.Address.Scheme == Uri.UriSchemeHttp,
                $"the address of pod {pod.Name} is not http://host:port");
            Require(
                pod.Readiness is null or { PeriodSeconds: > 0, TimeoutSeconds: > 0 },
                $"the probe of pod {pod.Name} has a period or timeout of 0");
        }

        return state;
    }

    private static void RequireUnique(string what, IEnumerable<string> names)
    {
        var twice = names.GroupBy(name => name).FirstOrDefault(group => group.Count() > 1)?.Key;
        Require(twice is null, $"{what} {twice} is in it twice");
    }

    private static void Require(bool condition, string message)
    {
        if (!condition)
        {
            throw new JsonException(message);
        }
    }
}
