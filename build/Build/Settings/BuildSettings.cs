using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Manifests.Policy;
using GitOpsDemo.Delivery.Monitoring.Logs;
using GitOpsDemo.Delivery.Notifications;
using GitOpsDemo.Delivery.Proof.Analysis;
using GitOpsDemo.Lab;

namespace GitOpsDemo.Build.Settings;

/// <summary>
/// What makes this the build of one service and not of another: the content of <c>build/settings.json</c>. All paths are relative to the
/// top folder of the repository that the file is in.
/// </summary>
public sealed record BuildSettings
{
    public string File { get; init; } = SettingsReader.DefaultFile;

    /// <summary>The top folder of another repository that the service is in; null where it is in the build's.</summary>
    public string? Root { get; init; }

    public required DeliveredService Service { get; init; }

    /// <summary>The solution, or the solution filter, of the service and its tests.</summary>
    public required string Solution { get; init; }

    public required string Project { get; init; }

    /// <summary>The default of <c>--image-repository</c>.</summary>
    public required string ImageRepository { get; init; }

    /// <summary>The folder of <c>base/</c>, <c>overlays/</c> and <c>argocd/</c>.</summary>
    public required string Manifests { get; init; }

    /// <summary>The folder of the alert rules, their tests, the dashboards and the list of metrics.</summary>
    public required string Monitoring { get; init; }

    /// <summary>The file that names the charts.</summary>
    public required string Charts { get; init; }

    /// <summary>Whether a cluster's monitoring is somebody else's, so that nothing of it is installed.</summary>
    public required bool UsesExistingMonitoring { get; init; }

    /// <summary>The environments in the order of promotion; the first is the default of <c>--environment</c>.</summary>
    public required IReadOnlyList<string> Environments { get; init; }

    /// <summary>The environment that users depend on.</summary>
    public required string Production { get; init; }

    /// <summary>The default of <c>--gitops-path</c>.</summary>
    public required string GitOpsPath { get; init; }

    /// <summary>Whether commits to the GitOps repository are signed, as git is configured to in the checkout.</summary>
    public bool SignsCommits { get; init; }

    /// <summary>The registries that are spoken to without TLS.</summary>
    public IReadOnlyList<string> PlainHttpRegistries { get; init; } = [];

    /// <summary>The certificates of servers, by their keys in the file, with absolute paths.</summary>
    public IReadOnlyDictionary<string, ServerTls> Servers { get; init; } = new Dictionary<string, ServerTls>();

    /// <summary>What describes the places that are delivered to.</summary>
    public PlaceSettings Places { get; init; } = PlaceSettings.None;

    public required ImageSettings Image { get; init; }

    /// <summary>Where in <see cref="Manifests"/> an environment's overlay is.</summary>
    public required string Layout { get; init; }

    /// <summary>Folders beside <see cref="Manifests"/> that overlays are made of, too.</summary>
    public required IReadOnlyList<string> SharedManifests { get; init; }

    /// <summary>Whether kustomize renders charts.</summary>
    public required bool UsesHelmCharts { get; init; }

    /// <summary>What is asked of manifests, rules and the rest.</summary>
    public required PolicySettings Policy { get; init; }

    /// <summary>The request whose line is looked for in the log.</summary>
    public required LogRequest Request { get; init; }

    /// <summary>Whether there are alerts or dashboards: not where the file says why there are neither.</summary>
    internal bool HasMonitoring => Policy.ReasonOff(PolicySettings.Alerts) is null || Policy.ReasonOff(PolicySettings.Dashboards) is null;

    /// <summary>The Secrets that the overlays lack, for the lab.</summary>
    public LabSecrets LabSecrets { get; init; } = LabSecrets.None;

    /// <summary>The environment variables that the file names as secret.</summary>
    public IEnumerable<string> SecretNames =>
        [.. Notifications.SelectMany(channel => channel.Variables), .. LabSecrets.Variables.Values.SelectMany(secret => secret.Values)];

    /// <summary>Whether what cosign signs is entered into the public transparency log, and has to be in it to count.</summary>
    public bool UsesTransparencyLog { get; init; } = true;

    public PromotionSettings Promotion { get; init; } = PromotionSettings.None;

    /// <summary>How much worse a version may be than the one before it.</summary>
    public AnalysisSettings Analysis { get; init; } = new();

    /// <summary>Who is notified of the result of a delivery.</summary>
    public IReadOnlyList<NotificationChannel> Notifications { get; init; } = [];

    /// <summary>The certificates of a server.</summary>
    /// <param name="server">Its key in the file.</param>
    internal ServerTls TlsOf(string server) => Servers.GetValueOrDefault(server) ?? ServerTls.Default;

    /// <summary>The environment after another one; null after the last.</summary>
    public string? After(string environment) => Environments.SkipWhile(candidate => candidate != environment).Skip(1).FirstOrDefault();
}

/// <summary>How the image is made, by the settings file.</summary>
/// <param name="Dockerfile">The user's Dockerfile; the one beside the project when null.</param>
/// <param name="DockerContext">The folder that it is built in; null where the build prepares one from what was published.</param>
/// <param name="BaseImage">What the image is built upon; the build's own choice when null.</param>
/// <param name="HasCultures">Whether the service needs the data of cultures (ICU) in its image.</param>
public sealed record ImageSettings(string? Dockerfile, string? DockerContext, string? BaseImage, bool HasCultures, int UserId);
