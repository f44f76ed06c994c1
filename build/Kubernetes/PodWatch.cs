using System.Globalization;
using System.Text.Json.Nodes;
using GitOpsDemo.Delivery;

namespace GitOpsDemo.Kubernetes;

/// <summary>
/// Watches the pods of a release while helm waits for them, for helm itself only says that the time is over: it shows those that are not
/// ready, remembers what was last seen of them, and ends helm where waiting can't help.
/// </summary>
internal sealed class PodWatch(IKubectl kubectl, TimeProvider time, IDeliveryLog log)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(3);

    /// <summary>Runs helm, and shows the pods of a namespace meanwhile.</summary>
    /// <param name="release">The release that helm works on.</param>
    /// <param name="ns">Its namespace.</param>
    /// <param name="timeout">How long helm waits.</param>
    /// <param name="run">Runs helm; its token asks helm to put back what was there.</param>
    /// <exception cref="DeliveryException">
    /// It failed; the message has the pods that were not ready when they were last seen, and what they said.
    /// </exception>
    public async Task DuringAsync(
        string release, string ns, TimeSpan timeout, Func<CancellationToken, Task> run, CancellationToken cancellationToken)
    {
        var before = await LookAsync(ns, cancellationToken);
        var troubles = new Dictionary<string, PodTrouble>();
        (PodState Pod, TimeSpan After)? hopeless = null;
        using var stop = new CancellationTokenSource();
        var start = time.GetTimestamp();
        var running = run(stop.Token);
        while (!cancellationToken.IsCancellationRequested
            && await Task.WhenAny(running, Task.Delay(Interval, time, cancellationToken)) != running)
        {
            var elapsed = time.GetElapsedTime(start);
            if (hopeless is { Pod: var known })
            {
                // Helm takes the pods away now: that they go says nothing about them.
                log.Progress(new StepProgress($"waiting for helm to put {release} back", $"{known}") { Elapsed = elapsed });
                continue;
            }

            var pods = await LookAsync(ns, cancellationToken) ?? [];
            log.Progress(
                new StepProgress($"waiting for {release} to be ready", Summary(pods)) { Elapsed = elapsed, Limit = timeout });
            foreach (var pod in pods.Where(pod => !pod.IsLeaving))
            {
                await NoteAsync(troubles, ns, pod, cancellationToken);
            }

            if (FindHopeless(release, before, pods) is { } found)
            {
                hopeless = (found, time.GetElapsedTime(start));
                log.Warning($"{found.Name} can't get ready: {found.NeverReadyBecause}; helm is ended and puts back what was there");
                await stop.CancelAsync();
            }
        }

        try
        {
            await running;
        }
        catch (DeliveryException exception) when (troubles.Count > 0)
        {
            throw Explained(release, exception, troubles.Values, hopeless);
        }
    }

    /// <summary>
    /// A new pod of the release that can't get ready; null where there is none, or the pods before are not known. One that was failing
    /// before helm started may be what this release fixes, or may belong to another release.
    /// </summary>
    private static PodState? FindHopeless(string release, IReadOnlyList<PodState>? before, IReadOnlyList<PodState> pods) =>
        before is null ? null : pods.FirstOrDefault(pod =>
            pod is { NeverReadyBecause: not null, IsLeaving: false }
            && pod.Release == release
            && before.All(old => old.Uid != pod.Uid));

    /// <summary>Helm's failure, with what was seen of the pods.</summary>
    private static DeliveryException Explained(
        string release, DeliveryException failure, IEnumerable<PodTrouble> troubles, (PodState Pod, TimeSpan After)? hopeless)
    {
        var seen = $"pods that were not ready:{string.Concat(troubles.Select(trouble => $"\n  {trouble}"))}";
        return hopeless is var (pod, after)
            ? new DeliveryException(
                $"{release} can't get ready",
                $"{pod.Name}: {pod.NeverReadyBecause}; helm was ended after {StepProgress.Seconds(after)} "
                    + $"and said: {failure.Why}\n  {seen}",
                "fix that, then run the task again",
                failure)
            : new DeliveryException(failure.What, $"{failure.Why}\n  {seen}", failure.Next, failure);
    }

    /// <summary>
    /// Remembers a pod that is not ready, with the log of a container that has ended: both are gone once helm has put the release back.
    /// </summary>
    private async Task NoteAsync(Dictionary<string, PodTrouble> troubles, string ns, PodState pod, CancellationToken cancellationToken)
    {
        if (pod.IsReady)
        {
            troubles.Remove(pod.Name);
            return;
        }

        var known = troubles.GetValueOrDefault(pod.Name);
        var isNews = known is null || known.Pod.Reason != pod.Reason || known.Pod.Restarts != pod.Restarts;
        var trouble = isNews ? await PodTrouble.OfAsync(pod, ns, kubectl, log, cancellationToken) : new(pod, Said: null);
        troubles[pod.Name] = trouble with { Said = trouble.Said ?? known?.Said };
        if (pod.LastEvent is not null && (known?.Pod.LastEvent is null || known.Pod.Reason != pod.Reason))
        {
            log.Information($"  {pod}");
        }
    }

    /// <summary>A failed look says nothing about the pods; helm reports a real failure itself.</summary>
    private async Task<IReadOnlyList<PodState>?> LookAsync(string ns, CancellationToken cancellationToken)
    {
        try
        {
            return PodState.Read(await kubectl.GetAsync(new("pods,events,jobs.batch", ns), cancellationToken));
        }
        catch (Exception exception) when (exception is DeliveryException or OperationCanceledException)
        {
            log.Detail(exception.Message);
            return null;
        }
    }

    private static string Summary(IReadOnlyList<PodState> pods)
    {
        var waiting = pods.Where(pod => !pod.IsReady).Select(pod => $"; {pod.Name} {pod.Reason}").ToList();
        return $"{pods.Count - waiting.Count} of {pods.Count} pods ready{string.Concat(waiting)}";
    }
}

/// <summary>A pod that is not ready, and the last lines that a container of it wrote before it ended.</summary>
internal sealed record PodTrouble(PodState Pod, string? Said)
{
    private const int LogLines = 8;

    /// <summary>The pods of a namespace that are not ready, with what they said; none where the cluster does not tell.</summary>
    public static async Task<IReadOnlyList<PodTrouble>> InAsync(
        string ns, IKubectl kubectl, IDeliveryLog log, CancellationToken cancellationToken)
    {
        try
        {
            var pods = PodState.Read(await kubectl.GetAsync(new("pods,events", ns), cancellationToken));
            var waiting = pods.Where(pod => !pod.IsReady && !pod.IsLeaving);
            return await Task.WhenAll(waiting.Select(pod => OfAsync(pod, ns, kubectl, log, cancellationToken)));
        }
        catch (DeliveryException exception)
        {
            log.Detail(exception.Message);
            return [];
        }
    }

    /// <summary>Asks for the log of the container that has ended; where it is not to be had, the trouble stands without it.</summary>
    public static async Task<PodTrouble> OfAsync(
        PodState pod, string ns, IKubectl kubectl, IDeliveryLog log, CancellationToken cancellationToken)
    {
        try
        {
            var said = pod.FailedContainer is { } container
                ? await kubectl.LogsAsync(pod.Name, container, ns, LogLines, cancellationToken)
                : null;
            return new(pod, said);
        }
        catch (Exception exception) when (exception is DeliveryException or OperationCanceledException)
        {
            log.Detail(exception.Message);
            return new(pod, Said: null);
        }
    }

    public override string ToString() => this switch
    {
        { Said.Length: > 0 } => $"{Pod}; {Pod.FailedContainer} said last:{Indented(Said)}",
        { Pod.Problem: { } problem } => $"{Pod}; {Untrusted.Shown(problem)}",
        _ => $"{Pod}",
    };

    private static string Indented(string lines) =>
        string.Concat(lines.Split('\n').Select(line => $"\n    {Untrusted.Shown(line)}"));
}

/// <summary>A pod as a person wants to see it while waiting.</summary>
/// <param name="IsReady">Whether it is ready, or has done its work.</param>
/// <param name="Reason">Why it is not ready, in a word, such as <c>ImagePullBackOff</c>.</param>
/// <param name="LastEvent">What the cluster said of it last, or null.</param>
internal sealed record PodState(string Name, bool IsReady, string Reason, string? LastEvent)
{
    private const int LongestEvent = 160;

    /// <summary>A container that ended so often does not get better by being started again.</summary>
    private const int MostRestarts = 3;

    /// <summary>
    /// What registries and container runtimes say of a name that leads to no image. Another failure to pull one may pass.
    /// </summary>
    private static readonly string[] SignsOfNoImage = ["not found", "manifest unknown", "name unknown", "does not exist"];

    /// <summary>By which the cluster tells it from a later pod of the same name.</summary>
    public required string Uid { get; init; }

    /// <summary>The release that it is of, as far as its labels or its Job say it.</summary>
    public string? Release { get; init; }

    /// <summary>Whether it is being removed.</summary>
    public bool IsLeaving { get; init; }

    /// <summary>The container that has ended with an error, and has left a log; null when none has.</summary>
    public string? FailedContainer { get; init; }

    /// <summary>What the container runtime or the kubelet says of a container that does not start; null when it says nothing.</summary>
    public string? Problem { get; init; }

    /// <summary>How often its containers were started again.</summary>
    public int Restarts { get; init; }

    /// <summary>Why waiting does not help; null while it may still get ready.</summary>
    public string? NeverReadyBecause { get; init; }

    /// <summary>Reads the pods among objects, each with its last event and what its Job says.</summary>
    /// <param name="objects">Pods, events and Jobs of one namespace.</param>
    public static IReadOnlyList<PodState> Read(IReadOnlyList<JsonNode> objects)
    {
        var events = objects.Where(item => item.Kind() == "Event")
            .OrderBy(Time, StringComparer.Ordinal)
            .ToLookup(item => item.Text("involvedObject", "uid"));
        var hooks = objects.Where(item => item.Kind() == "Job" && item.Text("metadata", "annotations", "helm.sh/hook") is not null)
            .ToDictionary(job => job.Text("metadata", "uid") ?? "");
        return
        [
            .. objects.Where(item => item.Kind() == "Pod")
                .Select(pod => Read(pod, [.. events[pod.Text("metadata", "uid")]], HookOf(pod, hooks))),
        ];
    }

    /// <summary>The events among objects, the newest last.</summary>
    public static IEnumerable<string> Events(IReadOnlyList<JsonNode> objects) =>
        from item in objects
        where item.Kind() == "Event"
        orderby Time(item)
        let times = item.Text("count") is { } count and not "1" ? $" ({count} times)" : ""
        select $"{Time(item)} {item.Text("type")} {item.Text("involvedObject", "kind")}/{item.Text("involvedObject", "name")} "
            + $"{item.Text("reason")}{times}: {item.Text("message")?.ReplaceLineEndings(" ")}";

    public override string ToString() => $"{Name} {(IsReady ? "is ready" : Reason)}{(LastEvent is null ? "" : $" ({LastEvent})")}";

    private static PodState Read(JsonNode pod, IReadOnlyList<JsonNode> events, JsonNode? hook)
    {
        var containers = new[] { "initContainerStatuses", "containerStatuses" }.SelectMany(list => pod.Items("status", list)).ToList();
        return new(pod.Name(), IsReadyOrDone(pod), ReasonOf(pod, containers), Last(events))
        {
            Uid = pod.Text("metadata", "uid") ?? "",
            Release = ReleaseOf(pod) ?? ReleaseOf(hook),
            IsLeaving = pod.At("metadata", "deletionTimestamp") is not null,
            FailedContainer = containers.FirstOrDefault(
                container => HasFailed(container, "state") || HasFailed(container, "lastState")).Text("name"),
            Problem = containers.Select(ProblemOf).FirstOrDefault(problem => problem is not null),
            Restarts = containers.Sum(RestartsOf),
            NeverReadyBecause = hook?.HasCondition("Failed") == true
                ? $"its Job {hook.Name()}, which helm waits for, has failed"
                : containers.Select(container => WhyNeverReady(container, events)).FirstOrDefault(why => why is not null),
        };
    }

    private static bool IsReadyOrDone(JsonNode pod) => pod.Text("status", "phase") == "Succeeded" || pod.HasCondition("Ready");

    private static JsonNode? HookOf(JsonNode pod, Dictionary<string, JsonNode> hooks) =>
        pod.Items("metadata", "ownerReferences").Select(
            owner => hooks.GetValueOrDefault(owner.Text("uid") ?? "")).FirstOrDefault(hook => hook is not null);

    /// <summary>Charts label their objects with the release, newer ones by the first name and older ones by the second.</summary>
    private static string? ReleaseOf(JsonNode? item) =>
        item.Text("metadata", "labels", "app.kubernetes.io/instance") ?? item.Text("metadata", "labels", "release");

    /// <summary>Between two starts the kubelet shows a container as waiting (<c>CrashLoopBackOff</c>), or still as ended.</summary>
    private static string? WhyNeverReady(JsonNode container, IEnumerable<JsonNode> events) => ReasonOfContainer(container) switch
    {
        _ when RestartsOf(container) >= MostRestarts
            && (HasFailed(container, "state") || ReasonOfContainer(container) == "CrashLoopBackOff") =>
            $"its container {container.Text("name")} was started again {RestartsOf(container)} times, and ended each time",
        "InvalidImageName" => $"{container.Text("image")} is not the name of an image",
        "ErrImagePull" or "ImagePullBackOff" when SaysNoImage(container.Text("state", "waiting", "message"))
                || events.Any(item => item.Text("reason") == "Failed" && SaysNoImage(item.Text("message"))) =>
            $"there is no image {container.Text("image")}",
        _ => null,
    };

    private static bool SaysNoImage(string? message) =>
        message is not null && SignsOfNoImage.Any(sign => message.Contains(sign, StringComparison.OrdinalIgnoreCase));

    private static int RestartsOf(JsonNode container) =>
        int.TryParse(container.Text("restartCount"), NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : 0;

    private static bool HasFailed(JsonNode container, string state) =>
        container.At(state, "terminated") is { } end && end.Text("exitCode") != "0";

    private static string ReasonOf(JsonNode pod, IEnumerable<JsonNode> containers) =>
        containers.Select(ReasonOfContainer).FirstOrDefault(reason => reason is not null and not "PodInitializing")
        ?? pod.Items("status", "conditions")
            .FirstOrDefault(condition => condition.Text("type") == "PodScheduled" && condition.Text("status") == "False")
            .Text("reason")
        ?? (pod.Text("status", "phase") == "Running" ? "is not ready yet" : pod.Text("status", "phase") ?? "Unknown");

    private static string? ReasonOfContainer(JsonNode container) =>
        container.Text("state", "waiting", "reason")
        ?? (HasFailed(container, "state") ? container.Text("state", "terminated", "reason") : null);

    /// <summary>A container that waits between two starts has the reason of its last end in its last state.</summary>
    private static string? ProblemOf(JsonNode container) =>
        container.Text("state", "terminated", "message")
        ?? container.Text("lastState", "terminated", "message")
        ?? container.Text("state", "waiting", "message");

    private static string? Last(IReadOnlyList<JsonNode> events)
    {
        var text = events is [.., var last] ? $"{last.Text("reason")}: {last.Text("message")?.ReplaceLineEndings(" ")}" : null;
        return text is null ? null : Untrusted.Cut(text, LongestEvent);
    }

    /// <summary>Newer components set only <c>eventTime</c>, older ones only <c>lastTimestamp</c>.</summary>
    private static string Time(JsonNode item) =>
        item.Text("lastTimestamp") ?? item.Text("eventTime") ?? item.Text("metadata", "creationTimestamp") ?? "";
}
