provider "google" {
  project = var.project
}
resource "google_compute_instance" "kafka" {
  machine_type = "e2-standard-4"
}
resource "google_dataproc_cluster" "spark" {
}
