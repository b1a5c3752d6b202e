resource "aws_ecs_service" "app" {
  name = var.name
}
resource "aws_ecs_task_definition" "app" {
  memory = var.memory
  container_definitions = jsonencode([{ name = "app" }])
}
