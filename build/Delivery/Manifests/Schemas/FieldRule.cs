using System.Text.RegularExpressions;

namespace GitOpsDemo.Delivery.Manifests.Schemas;

/// <summary>
/// What API servers ask of a name, a key or a number in their code (validation.go of each API group and of apimachinery) and publish in no
/// schema. Where their versions differ, the most generous counts.
/// </summary>
/// <param name="Form">What a text has to match; anything when null.</param>
/// <param name="Meaning">The form in words.</param>
internal sealed record FieldRule(Regex? Form = null, string Meaning = "")
{
    private const string DnsLabel = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?";
    private const string DnsName = @"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*";
    private const string Plain = "[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?";
    private const int LargestPort = 65_535;

    private static readonly FieldRule Label = new(
        new($@"^{DnsLabel}\z"), "at most 63 lower-case letters, digits and '-', no '-' at an end");

    private static readonly FieldRule Name = new(
        new($@"^(?=.{{1,253}}\z){DnsName}\z"), "at most 253 lower-case letters, digits, '-' and '.', with a letter or digit at both ends");

    private static readonly FieldRule NameOfCronJob = new(
        new($@"^(?=.{{1,52}}\z){DnsName}\z"), "at most 52 lower-case letters, digits, '-' and '.', with a letter or digit at both ends");

    private static readonly FieldRule Host = new(
        new($@"^(?=.{{1,253}}\z)(?!([0-9]+\.){{3}}[0-9]+\z)(\*\.)?{DnsName}\z"),
        "a host name of lower-case letters, digits, '-' and '.', or one after '*.', without a port");

    private static readonly FieldRule LabelKey = new(
        new($@"^((?=.{{1,253}}/){DnsName}/)?{Plain}\z"),
        "at most 63 letters, digits, '-', '_' and '.', with a letter or digit at both ends, and before them a domain and '/' or nothing");

    private static readonly FieldRule LabelValue = new(
        new($@"^{Plain}\z"), "at most 63 letters, digits, '-', '_' and '.', with a letter or digit at both ends");

    private static readonly FieldRule Labels = LabelValue with { Keys = LabelKey };

    private static readonly FieldRule Operator = new(new(@"^(In|NotIn|Exists|DoesNotExist)\z"), "In, NotIn, Exists or DoesNotExist");

    private static readonly FieldRule DataKey = new(
        new(@"^(?=.{1,253}\z)(?!\.\.)(?!\.\z)[A-Za-z0-9._-]+\z"), "at most 253 letters, digits, '-', '_' and '.', not beginning with '..'");

    private static readonly FieldRule Data = new() { Keys = DataKey };

    private static readonly FieldRule Variable = new(new(@"^[ -<>-~]+\z"), "printable ASCII characters other than '='");

    private static readonly FieldRule Header = new(new(@"^[A-Za-z0-9-]+\z"), "letters, digits and '-'");

    private static readonly FieldRule Path = new(new("^/"), "a path that begins with '/'");

    private static readonly FieldRule PortName = new(
        new(@"^(?=.{1,15}\z)(?=.*[a-z])[a-z0-9]+(-[a-z0-9]+)*\z"),
        "at most 15 lower-case letters, digits and '-', a letter among them, and '-' neither at an end nor twice in a row");

    private static readonly FieldRule Port = PortName with { Least = 1, Most = LargestPort };

    private static readonly FieldRule Share = new(new(@"^[0-9]+%\z"), "a number of pods, or a share of them such as 25%") { Least = 0 };

    private static readonly FieldRule Count = new() { Least = 0 };

    private static readonly FieldRule AtLeastOne = new() { Least = 1 };

    /// <summary>By the field and the type that has it.</summary>
    private static readonly Dictionary<string, FieldRule> Fields = new()
    {
        ["ObjectMeta.namespace"] = Label,
        ["ObjectMeta.labels"] = Labels,
        ["ObjectMeta.annotations"] = new() { Keys = LabelKey with { Form = new(LabelKey.Form!.ToString(), RegexOptions.IgnoreCase) } },
        ["LabelSelector.matchLabels"] = Labels,
        ["LabelSelectorRequirement.key"] = LabelKey,
        ["LabelSelectorRequirement.operator"] = Operator,
        ["LabelSelectorRequirement.values"] = LabelValue,
        ["NodeSelectorRequirement.key"] = LabelKey,
        ["PodSpec.nodeSelector"] = Labels,
        ["PodSpec.serviceAccountName"] = Name,
        ["PodSpec.priorityClassName"] = Name,
        ["Volume.name"] = Label,
        ["Container.name"] = Label,
        ["EphemeralContainer.name"] = Label,
        ["ContainerPort.name"] = PortName,
        ["ContainerPort.containerPort"] = Port,
        ["ContainerPort.hostPort"] = Count with { Most = LargestPort },
        ["EnvVar.name"] = Variable,
        ["ConfigMapKeySelector.key"] = DataKey,
        ["SecretKeySelector.key"] = DataKey,
        ["ConfigMap.data"] = Data,
        ["ConfigMap.binaryData"] = Data,
        ["Secret.data"] = Data,
        ["Secret.stringData"] = Data,
        ["HTTPGetAction.port"] = Port,
        ["HTTPHeader.name"] = Header,
        ["TCPSocketAction.port"] = Port,
        ["GRPCAction.port"] = Port,
        ["Probe.initialDelaySeconds"] = Count,
        ["Probe.timeoutSeconds"] = Count,
        ["Probe.periodSeconds"] = Count,
        ["Probe.successThreshold"] = Count,
        ["Probe.failureThreshold"] = Count,
        ["PodAffinityTerm.topologyKey"] = LabelKey,
        ["TopologySpreadConstraint.topologyKey"] = LabelKey,
        ["TopologySpreadConstraint.maxSkew"] = AtLeastOne,
        ["DeploymentSpec.replicas"] = Count,
        ["DeploymentSpec.minReadySeconds"] = Count,
        ["DeploymentSpec.revisionHistoryLimit"] = Count,
        ["DeploymentSpec.progressDeadlineSeconds"] = Count,
        ["RollingUpdateDeployment.maxSurge"] = Share,
        ["RollingUpdateDeployment.maxUnavailable"] = Share,
        ["RollingUpdateDaemonSet.maxSurge"] = Share,
        ["RollingUpdateDaemonSet.maxUnavailable"] = Share,
        ["RollingUpdateStatefulSetStrategy.maxUnavailable"] = Share,
        ["PodDisruptionBudgetSpec.minAvailable"] = Share,
        ["PodDisruptionBudgetSpec.maxUnavailable"] = Share,
        ["StatefulSetSpec.replicas"] = Count,
        ["HorizontalPodAutoscalerSpec.minReplicas"] = Count,
        ["HorizontalPodAutoscalerSpec.maxReplicas"] = AtLeastOne,
        ["ServiceSpec.selector"] = Labels,
        ["ServicePort.name"] = Label,
        ["ServicePort.port"] = Port,
        ["ServicePort.targetPort"] = Port with { Least = 0 },
        ["ServicePort.nodePort"] = Count with { Most = LargestPort },
        ["NetworkPolicyPort.port"] = Port,
        ["IngressSpec.ingressClassName"] = Name,
        ["IngressRule.host"] = Host,
        ["IngressTLS.hosts"] = Host,
        ["HTTPIngressPath.path"] = Path,
        ["IngressServiceBackend.name"] = Label,
        ["ServiceBackendPort.name"] = PortName,
        ["ServiceBackendPort.number"] = Port,
    };

    public int Least { get; private init; } = int.MinValue;

    public int Most { get; private init; } = int.MaxValue;

    /// <summary>What is asked of the keys, where the field is a mapping of them; null when nothing is.</summary>
    public FieldRule? Keys { get; private init; }

    /// <summary>The rule of a field; null when there is none.</summary>
    /// <param name="type">The name of the type that has it, without its package, such as <c>ContainerPort</c>.</param>
    public static FieldRule? Of(string type, string field) => Fields.GetValueOrDefault($"{type}.{field}");

    /// <summary>The rule of an object's name; null when there is none.</summary>
    public static FieldRule? OfName(string kind) => kind switch
    {
        "Service" or "Namespace" => Label,
        "CronJob" => NameOfCronJob,
        "Role" or "RoleBinding" or "ClusterRole" or "ClusterRoleBinding" or "IPAddress" or "Event" => null,
        _ => Name,
    };

    /// <summary>Whether a text has the form.</summary>
    public bool Takes(string text) => Form?.IsMatch(text) != false;

    /// <summary>What is expected, in words, where a value is not right; null where it is. An empty text is as good as none.</summary>
    public string? ExpectedInPlaceOf(JsonValue value) =>
        value is { Type: "string", Text.Length: > 0 } && !Takes(value.Text) ? Meaning
        : value.Number < Least || value.Number > Most ? Most == int.MaxValue ? $"{Least} or more" : $"a number from {Least} to {Most}"
        : null;
}
