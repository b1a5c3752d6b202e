variable "memory" {
  default = 512
}
