namespace GitOpsDemo.Delivery.Drill.Causes;

/// <summary>Every cause that a drill can make, in the order in which they begin.</summary>
internal static class AllCauses
{
    public static IReadOnlyList<ICause> On(IDrillSite site, HttpClient http)
    {
        var faults = new ReplicaFaults(http, site.Environment);
        return
        [
            new ErrorsCause(site.Replicas, faults, http),
            new NotReadyCause(site.Replicas[0], faults),
            new MemoryCause(site.Replicas[^1], site.Namespace, site.Prometheus, faults),
            new OutageCause(site.Outage),
        ];
    }
}
