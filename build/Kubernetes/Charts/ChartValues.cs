using System.Text.Json;
using System.Text.Json.Nodes;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Manifests.Reading;
using YamlDotNet.Serialization;

namespace GitOpsDemo.Kubernetes.Charts;

/// <summary>
/// The values of a chart: those of its file, with the host names, the ingress class and the control plane that options ask for.
/// </summary>
/// <param name="root">The repository's top folder.</param>
internal sealed class ChartValues(string root, ClusterSettings settings)
{
    private const string ReceiverName = "gitops-demo";

    /// <summary>The parts of a control plane with monitors and rules of their own, which one switch each takes away.</summary>
    private static readonly string[] ControlPlane = ["kubeControllerManager", "kubeScheduler", "kubeProxy", "kubeEtcd"];

    /// <summary>The values of a chart.</summary>
    /// <exception cref="DeliveryException">Its file can't be used.</exception>
    public JsonObject Of(Chart chart)
    {
        var values = YamlToJson.ReadFile(Path.Combine(root, chart.Values));
        switch (chart.Name)
        {
            case "kube-prometheus-stack":
                SetIngress(values, "grafana", IngressHosts.Grafana(settings.Domain));
                SetIngress(values, "alertmanager", IngressHosts.Alertmanager(settings.Domain));
                SetReceiver(Mapping(values, "alertmanager"), chart);
                foreach (var part in ControlPlane)
                {
                    Mapping(values, part)["enabled"] = settings.Kind == ClusterKind.SelfManaged;
                }

                break;
            case "argo-cd":
                Mapping(values, "global")["domain"] = IngressHosts.ArgoCd(settings.Domain);
                SetClass(Mapping(Mapping(values, "server"), "ingress"));
                break;
        }

        return values;
    }

    /// <summary>The receiver that the file routes our alerts to has a name alone until it is told more.</summary>
    private void SetReceiver(JsonObject alertmanager, Chart chart)
    {
        if (settings.AlertReceiver is not { } receiver)
        {
            return;
        }

        var receivers = alertmanager.Items("config", "receivers").OfType<JsonObject>();
        var named = receivers.FirstOrDefault(candidate => candidate.Text("name") == ReceiverName) ?? throw new DeliveryException(
            "alerts can't be routed",
            $"{chart.Values} has no receiver {ReceiverName}",
            $"add it to {chart.Values}");
        named.Add(receiver.Configuration);
        if (receiver.IsSlack)
        {
            Mapping(alertmanager, "alertmanagerSpec")["secrets"] = new JsonArray(AlertReceiver.SlackSecret);
        }
    }

    private void SetIngress(JsonObject values, string part, string host)
    {
        var ingress = Mapping(Mapping(values, part), "ingress");
        ingress["hosts"] = new JsonArray(host);
        SetClass(ingress);
    }

    private void SetClass(JsonObject ingress)
    {
        if (settings.IngressClass is { } name)
        {
            ingress["ingressClassName"] = name;
        }
    }

    private static JsonObject Mapping(JsonObject parent, string key)
    {
        if (parent[key] is not JsonObject child)
        {
            parent[key] = child = [];
        }

        return child;
    }
}

/// <summary>Reads YAML as the JSON that helm makes of it: plain scalars become numbers and truth values, quoted ones stay text.</summary>
internal static class YamlToJson
{
    private static readonly IDeserializer Reader =
        new DeserializerBuilder().WithDuplicateKeyChecking().WithAttemptingUnquotedStringTypeDeserialization().Build();
    private static readonly ISerializer Writer = new SerializerBuilder().JsonCompatible().Build();

    /// <summary>Reads a file whose top is a mapping.</summary>
    /// <exception cref="DeliveryException">It can't be read, or is something else.</exception>
    public static JsonObject ReadFile(string path)
    {
        try
        {
            return JsonNode.Parse(
                Writer.Serialize(Reader.Deserialize<object>(YamlDocuments.Parser(YamlDocuments.ReadFile(path))))) as JsonObject
                ?? throw new JsonException("its top is not a mapping");
        }
        catch (Exception exception) when (exception is JsonException || YamlDocuments.IsOfContent(exception))
        {
            throw new DeliveryException($"{path} can't be used", Untrusted.Shown(exception.Message), "fix the file", exception);
        }
    }
}
